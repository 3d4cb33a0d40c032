BEGIN TRANSACTION;
CREATE TABLE account (
	id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	password_hash VARCHAR(255) NOT NULL, 
	code_hash VARCHAR(255) NOT NULL, 
	code_expires DATETIME, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT pk_account PRIMARY KEY (id), 
	CONSTRAINT fk_account_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_account_staff_id UNIQUE (staff_id)
);
CREATE TABLE adjust_request (
	id INTEGER NOT NULL, 
	class_day_id INTEGER NOT NULL, 
	kind VARCHAR(8) NOT NULL, 
	asker_id INTEGER NOT NULL, 
	owner_id INTEGER NOT NULL, 
	subject VARCHAR(40) NOT NULL, 
	item_id INTEGER, 
	asked_id INTEGER, 
	asked_subject VARCHAR(40) NOT NULL, 
	minutes INTEGER NOT NULL, 
	kept TEXT NOT NULL, 
	reason VARCHAR(500) NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	answer VARCHAR(200) NOT NULL, 
	asked_at DATETIME NOT NULL, 
	answered_at DATETIME, 
	answered_by INTEGER, 
	closed_at DATETIME, 
	CONSTRAINT pk_adjust_request PRIMARY KEY (id), 
	CONSTRAINT fk_adjust_request_answered_by FOREIGN KEY(answered_by) REFERENCES staff (id), 
	CONSTRAINT fk_adjust_request_asked_id FOREIGN KEY(asked_id) REFERENCES staff (id), 
	CONSTRAINT fk_adjust_request_asker_id FOREIGN KEY(asker_id) REFERENCES staff (id), 
	CONSTRAINT fk_adjust_request_class_day_id FOREIGN KEY(class_day_id) REFERENCES class_day (id), 
	CONSTRAINT fk_adjust_request_item_id FOREIGN KEY(item_id) REFERENCES homework_item (id), 
	CONSTRAINT fk_adjust_request_owner_id FOREIGN KEY(owner_id) REFERENCES staff (id)
);
INSERT INTO "adjust_request" VALUES(1,1,'adjust',1,1,'数学',1,3,'语文',5,'{"at":null,"drafts":[{"in_school":null,"kind":"书面","minutes":20,"text":"口算一页","tier":"全体"}],"words":{}}','','open','','2026-11-23 07:00:00.000000',NULL,NULL,NULL);
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0003');
CREATE TABLE answer_day (
	id INTEGER NOT NULL, 
	class_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	total INTEGER NOT NULL, 
	bands TEXT NOT NULL, 
	closed_at DATETIME NOT NULL, 
	CONSTRAINT pk_answer_day PRIMARY KEY (id), 
	CONSTRAINT fk_answer_day_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT uq_answer_day_class_id_day UNIQUE (class_id, day)
);
CREATE TABLE answer_limit (
	id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	n INTEGER NOT NULL, 
	CONSTRAINT pk_answer_limit PRIMARY KEY (id), 
	CONSTRAINT uq_answer_limit_digest UNIQUE (digest)
);
CREATE TABLE answer_tally (
	id INTEGER NOT NULL, 
	class_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	until DATE NOT NULL, 
	total INTEGER NOT NULL, 
	bands TEXT NOT NULL, 
	CONSTRAINT pk_answer_tally PRIMARY KEY (id), 
	CONSTRAINT fk_answer_tally_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT uq_answer_tally_class_id_day UNIQUE (class_id, day)
);
CREATE TABLE audit_entry (
	n INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	staff_id INTEGER, 
	actor VARCHAR(60) NOT NULL, 
	act VARCHAR(40) NOT NULL, 
	record VARCHAR(60) NOT NULL, 
	old TEXT NOT NULL, 
	new TEXT NOT NULL, 
	records_digest VARCHAR(64) NOT NULL, 
	previous VARCHAR(64) NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_entry PRIMARY KEY (n), 
	CONSTRAINT fk_audit_entry_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
INSERT INTO "audit_entry" VALUES(1,'2026-11-23 07:00:00.000000',NULL,'operator','school_made','school:1','null','{"name":"江北实验学校"}','4756897fb3849659ec09c792b35e050165bfbc7591bacc6c0da424aaddea9891','','ab1bcee7ebd825333e67640c31ffb5bf86a9065a7cae39a824f6ec60db156b75');
INSERT INTO "audit_entry" VALUES(2,'2026-11-23 07:00:00.000000',3,'王芳','homework_posted','item:1','null','{"day":"2026-11-23","items":[{"class":3,"entered_by":null,"in_school":null,"item":1,"kind":"书面","minutes":25,"staff_id":3,"subject":"语文","text":"抄写词语一遍","tier":"全体"}],"late":false,"reason":""}','e344d7f1da4c7a0f852721aeb87d3bfcaefb0bc02e979f9b1cd2224f334516be','ab1bcee7ebd825333e67640c31ffb5bf86a9065a7cae39a824f6ec60db156b75','877f351d61fdbab7987419d9f211d9a78e53aa62c5507bacd1ff4eb073480d40');
INSERT INTO "audit_entry" VALUES(3,'2026-11-23 07:00:00.000000',2,'陈国栋','homework_posted','item:2','null','{"day":"2026-11-23","items":[{"class":3,"entered_by":null,"in_school":null,"item":2,"kind":"书面","minutes":20,"staff_id":2,"subject":"英语","text":"单词","tier":"全体"}],"late":false,"reason":""}','1e78674628e893547b67e10568b5f1cdfb9bf154f1f420e836f363805c872b0b','877f351d61fdbab7987419d9f211d9a78e53aa62c5507bacd1ff4eb073480d40','1fa6034b0a47c7fd6d88d55d3785157a43cd23fb4fb7666abd1f6334836038dd');
INSERT INTO "audit_entry" VALUES(4,'2026-11-23 07:00:00.000000',1,'林晓梅','request_asked','request:1','null','{"asked_id":3,"asked_subject":"语文","class":3,"day":"2026-11-23","item_id":1,"kind":"adjust","minutes":5,"subject":"数学"}','bf6919878bdf8ad54baf5f28793112e8f8167ddabf68c5d447cfa4492567c931','1fa6034b0a47c7fd6d88d55d3785157a43cd23fb4fb7666abd1f6334836038dd','8b7e4774893c2578700c4db9454ea62bb2ace82aeac6ce9c5dbbbbd60bc5b9bf');
INSERT INTO "audit_entry" VALUES(5,'2026-11-23 07:00:00.000000',1,'林晓梅','homework_posted','item:3','null','{"day":"2026-11-23","items":[{"class":3,"entered_by":null,"in_school":null,"item":3,"kind":"书面","minutes":20,"over_reason":"当堂已经布置","staff_id":1,"subject":"数学","text":"口算一页","tier":"全体"},{"class":4,"entered_by":null,"in_school":null,"item":4,"kind":"书面","minutes":20,"staff_id":1,"subject":"数学","text":"口算一页","tier":"全体"}],"late":false,"reason":"","record_reason":"当堂已经布置","recorded":[3]}','8be49c9c86546817488d7318962e8b102401c0fecba62fd04569da49bb6bea58','8b7e4774893c2578700c4db9454ea62bb2ace82aeac6ce9c5dbbbbd60bc5b9bf','16f375b70cde6b810bc27b7d6149c378caf21068cfddacf1aca7dc1ab546bcf6');
INSERT INTO "audit_entry" VALUES(6,'2026-11-23 07:00:00.000000',1,'林晓梅','homework_timed','timed:1','null','{"at":"2026-11-24T08:00:00Z","day":"2026-11-24","items":[{"class":4,"entered_by":null,"in_school":null,"kind":"书面","minutes":15,"staff_id":1,"subject":"数学","text":"练习册第8页","tier":"全体","timed":1}],"late":false,"reason":""}','ad1cb75058f8b49a1a8cb966fb5ee473aa6092ec3de4e5575b68c8b60b7fc52f','16f375b70cde6b810bc27b7d6149c378caf21068cfddacf1aca7dc1ab546bcf6','8e7ba96298774d9505e52766dacebf6211fd085df82c77faac017b5b4053aa1a');
INSERT INTO "audit_entry" VALUES(7,'2026-11-23 07:00:00.000000',1,'林晓梅','sample_entered','sample:1','null','{"asked":18,"bands":"[[0,15,0],[16,30,1],[31,45,3],[46,60,5],[61,75,6],[76,90,2],[91,null,1]]","class_id":3,"day":"2026-11-23","mean_tenths":597}','ea14ee88983488b988fe9c28b7bac9d156a24f109b45bbfd86b1937c1624e0c9','8e7ba96298774d9505e52766dacebf6211fd085df82c77faac017b5b4053aa1a','cac3a4e666a1f4f73c1df6de45994220ba1d44e40998b8b41186f04e99db158d');
INSERT INTO "audit_entry" VALUES(8,'2026-11-23 07:00:00.000000',NULL,'operator','plan_saved','term:1','{"cells":[{"grade":3,"minutes":null,"note":"","subject":"数学"}]}','{"cells":[{"grade":3,"minutes":20,"note":"","subject":"数学"}]}','989804150b4755e2b1c78b34642aa41c1783c9e5013821d732f1745feed56682','cac3a4e666a1f4f73c1df6de45994220ba1d44e40998b8b41186f04e99db158d','a17fcaf32c8a849cf681640cf0766f534fcf6ee0820c6010058da4cb11a1c5be');
INSERT INTO "audit_entry" VALUES(9,'2026-11-23 10:30:00.000000',NULL,'operator','session_logged','session:1','null','{"content":"作业辅导","day":"2026-11-23","end":1020,"expected":40,"held":true,"present":38,"programme":"hw3","reason":"","staff_id":1,"start":960}','86ebb37bbf63572d893794b941ca291bf21897b1583611ee9cf766001025f3c5','a17fcaf32c8a849cf681640cf0766f534fcf6ee0820c6010058da4cb11a1c5be','b604d70e4e4794d7ca23d53b9059e6ee1424497eac2f71da5b0aa50074a8c8ab');
INSERT INTO "audit_entry" VALUES(10,'2026-11-23 10:30:00.000000',NULL,'operator','session_logged','session:2','null','{"content":"作业辅导","day":"2026-11-23","end":1080,"expected":40,"held":true,"present":38,"programme":"club3","reason":"","staff_id":4,"start":1020}','2142ebac62acc81fb459b224d9e1cca3da5e2cb4019b0cf2beabca64aa0b3c06','b604d70e4e4794d7ca23d53b9059e6ee1424497eac2f71da5b0aa50074a8c8ab','191ea45a06bb5b293dd0b2466e8dcbe77f5969b9d709c045513f40590e5b7244');
INSERT INTO "audit_entry" VALUES(11,'2026-11-23 07:00:00.000000',7,'周明远','voice_turned','voice:1','{"name":"answers","on":false}','{"name":"answers","on":true}','24dd0c3e95f3753b5e5005fe64612a5ba0314b041f881b82484f0a9b627a9763','191ea45a06bb5b293dd0b2466e8dcbe77f5969b9d709c045513f40590e5b7244','d9a8b3a5271d31562670f04772dd348b0f220f8a4aec96fad8d8e58c5b5b53e0');
INSERT INTO "audit_entry" VALUES(12,'2026-11-23 07:00:00.000000',5,'周舟','monitoring_noted','monitoring:1','null','{"audience":"families","completed":76,"end":"2026-11-18","invited":80,"organiser":"江北区教委","results":"反馈良好","start":"2026-11-16","title":"作业负担监测"}','e14903e4c49132c01227e9e25d63448373d5d74d32fb56269268fb51121ef5e3','d9a8b3a5271d31562670f04772dd348b0f220f8a4aec96fad8d8e58c5b5b53e0','c19e695c3fb1ac1567c8adf769c862950eba8907a7e7a2ae58993ccf2455f9d5');
INSERT INTO "audit_entry" VALUES(13,'2026-11-23 07:00:00.000000',6,'何秀英','provider_saved','provider:1','null','{"active":true,"contract":"2026—2027学年服务合同","contract_from":"2026-09-01","contract_until":"2027-07-31","courses":"篮球、田径","fee_standard":"每课时 2.5 元，由服务费支付","fees_published_on":"2026-09-01","licence":"教民2026018号","licence_until":"2028-08-31","list_reference":"江北教发〔2026〕12号 第3家","listed":true,"listed_on":"2026-08-20","name":"启航体育俱乐部","note":""}','feefac03ef29efdff1a7e8ae2317b803165d22322c19b9ab0e5d6bea1a660faa','c19e695c3fb1ac1567c8adf769c862950eba8907a7e7a2ae58993ccf2455f9d5','e3151664417df1f0836c125a5123265d4c434bec3942bbd1f576dca5c349cc6b');
INSERT INTO "audit_entry" VALUES(14,'2026-11-23 07:00:00.000000',6,'何秀英','provider_person_saved','provider_person:1','null','{"active":true,"certificate":"社会体育指导员证","certificate_until":"2028-01-01","course":"篮球","name":"卢静","no_crime_on":"2026-08-25","provider":1}','a2a0d3fb965eb90ffa5e821029e574eed45fc829e5e8b486ef58283e6da03fc7','e3151664417df1f0836c125a5123265d4c434bec3942bbd1f576dca5c349cc6b','980dc3dcb596956ae269c8f9fa4a01a2619734946347d224d4791da1710ab4ed');
INSERT INTO "audit_entry" VALUES(15,'2026-11-23 07:00:00.000000',2,'陈国栋','homework_posted','item:5','null','{"day":"2026-11-24","items":[{"class":4,"entered_by":null,"in_school":null,"item":5,"kind":"书面","minutes":10,"staff_id":2,"subject":"英语","text":"听读课文","tier":"全体"}],"late":false,"reason":""}','d8fccb898942327d95a3f507918ab4f515d99e356a422c306816c753ae2be5e3','980dc3dcb596956ae269c8f9fa4a01a2619734946347d224d4791da1710ab4ed','fd5186bfb89aa76b53af45a2dddd3f50d506bd2d65bd43b3c0c5b17b36e63691');
CREATE TABLE audit_head (
	id INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_head PRIMARY KEY (id)
);
INSERT INTO "audit_head" VALUES(1,15,'fd5186bfb89aa76b53af45a2dddd3f50d506bd2d65bd43b3c0c5b17b36e63691');
CREATE TABLE calendar_row (
	id INTEGER NOT NULL, 
	term_id INTEGER NOT NULL, 
	position INTEGER NOT NULL, 
	start DATE NOT NULL, 
	"end" DATE NOT NULL, 
	school BOOLEAN NOT NULL, 
	note TEXT NOT NULL, 
	service BOOLEAN, 
	timetable_weekday INTEGER, 
	grades VARCHAR(20) NOT NULL, 
	entered_at DATETIME NOT NULL, 
	by_hand BOOLEAN NOT NULL, 
	CONSTRAINT pk_calendar_row PRIMARY KEY (id), 
	CONSTRAINT fk_calendar_row_term_id FOREIGN KEY(term_id) REFERENCES term (id)
);
CREATE TABLE chart (
	id INTEGER NOT NULL, 
	name VARCHAR(200) NOT NULL, 
	version INTEGER NOT NULL, 
	content BLOB NOT NULL, 
	size INTEGER NOT NULL, 
	drawn_at DATETIME NOT NULL, 
	CONSTRAINT pk_chart PRIMARY KEY (id), 
	CONSTRAINT uq_chart_name UNIQUE (name)
);
CREATE TABLE class_count (
	id INTEGER NOT NULL, 
	class_id INTEGER NOT NULL, 
	valid_from DATE NOT NULL, 
	pupils INTEGER NOT NULL, 
	asked INTEGER NOT NULL, 
	joined INTEGER NOT NULL, all_five INTEGER, extended INTEGER, declined INTEGER, 
	CONSTRAINT pk_class_count PRIMARY KEY (id), 
	CONSTRAINT fk_class_count_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT uq_class_count_class_id_valid_from UNIQUE (class_id, valid_from)
);
INSERT INTO "class_count" VALUES(1,1,'2026-09-01',40,38,38,NULL,NULL,NULL);
INSERT INTO "class_count" VALUES(2,2,'2026-09-01',40,38,38,NULL,NULL,NULL);
INSERT INTO "class_count" VALUES(3,3,'2026-09-01',40,38,38,NULL,NULL,NULL);
INSERT INTO "class_count" VALUES(4,4,'2026-09-01',40,38,38,NULL,NULL,NULL);
INSERT INTO "class_count" VALUES(5,5,'2026-09-01',40,38,38,NULL,NULL,NULL);
INSERT INTO "class_count" VALUES(6,6,'2026-09-01',40,38,38,NULL,NULL,NULL);
INSERT INTO "class_count" VALUES(7,7,'2026-09-01',40,38,38,NULL,NULL,NULL);
INSERT INTO "class_count" VALUES(8,8,'2026-09-01',40,38,38,NULL,NULL,NULL);
INSERT INTO "class_count" VALUES(9,9,'2026-09-01',40,38,38,NULL,NULL,NULL);
INSERT INTO "class_count" VALUES(10,10,'2026-09-01',40,38,38,NULL,NULL,NULL);
CREATE TABLE class_day (
	id INTEGER NOT NULL, 
	class_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	written INTEGER NOT NULL, 
	home INTEGER NOT NULL, 
	optional INTEGER NOT NULL, 
	stated_written INTEGER NOT NULL, 
	stated_home INTEGER NOT NULL, 
	items INTEGER NOT NULL, 
	late INTEGER NOT NULL, 
	declared BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, recorded INTEGER DEFAULT '0' NOT NULL, 
	CONSTRAINT pk_class_day PRIMARY KEY (id), 
	CONSTRAINT fk_class_day_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT uq_class_day_class_id_day UNIQUE (class_id, day)
);
INSERT INTO "class_day" VALUES(1,3,'2026-11-23',65,65,0,0,0,3,0,0,3,1);
INSERT INTO "class_day" VALUES(2,4,'2026-11-23',20,20,0,0,0,1,0,0,1,0);
INSERT INTO "class_day" VALUES(3,4,'2026-11-24',10,10,0,0,0,1,0,0,1,0);
CREATE TABLE feedback_switch (
	id INTEGER NOT NULL, 
	name VARCHAR(20) NOT NULL, 
	"on" BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_feedback_switch PRIMARY KEY (id), 
	CONSTRAINT uq_feedback_switch_name UNIQUE (name)
);
INSERT INTO "feedback_switch" VALUES(1,'answers',1,1);
CREATE TABLE finding_state (
	id INTEGER NOT NULL, 
	finding VARCHAR(120) NOT NULL, 
	state VARCHAR(20) NOT NULL, 
	reason VARCHAR(500) NOT NULL, 
	staff_id INTEGER, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_finding_state PRIMARY KEY (id), 
	CONSTRAINT fk_finding_state_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_finding_state_finding UNIQUE (finding)
);
CREATE TABLE holiday_item (
	id INTEGER NOT NULL, 
	list_id INTEGER NOT NULL, 
	subject VARCHAR(40) NOT NULL, 
	staff_id INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	kind VARCHAR(4) NOT NULL, 
	minutes INTEGER NOT NULL, 
	added_at DATETIME NOT NULL, 
	withdrawn_at DATETIME, 
	version INTEGER NOT NULL, wording_reason VARCHAR(200), 
	CONSTRAINT pk_holiday_item PRIMARY KEY (id), 
	CONSTRAINT fk_holiday_item_list_id FOREIGN KEY(list_id) REFERENCES holiday_list (id), 
	CONSTRAINT fk_holiday_item_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE TABLE holiday_list (
	id INTEGER NOT NULL, 
	class_id INTEGER NOT NULL, 
	start DATE NOT NULL, 
	"end" DATE NOT NULL, 
	days_off INTEGER NOT NULL, 
	written INTEGER NOT NULL, 
	other INTEGER NOT NULL, 
	items INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_holiday_list PRIMARY KEY (id), 
	CONSTRAINT fk_holiday_list_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT uq_holiday_list_class_id_start UNIQUE (class_id, start)
);
CREATE TABLE homework_item (
	id INTEGER NOT NULL, 
	class_day_id INTEGER NOT NULL, 
	subject VARCHAR(40) NOT NULL, 
	staff_id INTEGER NOT NULL, 
	entered_by INTEGER, 
	text TEXT NOT NULL, 
	kind VARCHAR(4) NOT NULL, 
	tier VARCHAR(4) NOT NULL, 
	minutes INTEGER NOT NULL, 
	in_school INTEGER, 
	published_at DATETIME NOT NULL, 
	late BOOLEAN NOT NULL, 
	reason VARCHAR(500) NOT NULL, 
	withdrawn_at DATETIME, 
	version INTEGER NOT NULL, 
	import_id INTEGER, 
	fingerprint VARCHAR(64), 
	occurrence INTEGER, over_reason VARCHAR(500), wording_reason VARCHAR(200), 
	CONSTRAINT pk_homework_item PRIMARY KEY (id), 
	CONSTRAINT fk_homework_item_class_day_id FOREIGN KEY(class_day_id) REFERENCES class_day (id), 
	CONSTRAINT fk_homework_item_entered_by FOREIGN KEY(entered_by) REFERENCES staff (id), 
	CONSTRAINT fk_homework_item_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
INSERT INTO "homework_item" VALUES(1,1,'语文',3,NULL,'抄写词语一遍','书面','全体',25,NULL,'2026-11-23 07:00:00.000000',0,'',NULL,1,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "homework_item" VALUES(2,1,'英语',2,NULL,'单词','书面','全体',20,NULL,'2026-11-23 07:00:00.000000',0,'',NULL,1,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "homework_item" VALUES(3,1,'数学',1,NULL,'口算一页','书面','全体',20,NULL,'2026-11-23 07:00:00.000000',0,'',NULL,1,NULL,NULL,NULL,'当堂已经布置',NULL);
INSERT INTO "homework_item" VALUES(4,2,'数学',1,NULL,'口算一页','书面','全体',20,NULL,'2026-11-23 07:00:00.000000',0,'',NULL,1,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "homework_item" VALUES(5,3,'英语',2,NULL,'听读课文','书面','全体',10,NULL,'2026-11-23 07:00:00.000000',0,'',NULL,1,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE homework_none (
	id INTEGER NOT NULL, 
	class_day_id INTEGER NOT NULL, 
	subject VARCHAR(40) NOT NULL, 
	staff_id INTEGER, 
	by_itself BOOLEAN NOT NULL, 
	declared_at DATETIME NOT NULL, 
	superseded_at DATETIME, 
	import_id INTEGER, 
	CONSTRAINT pk_homework_none PRIMARY KEY (id), 
	CONSTRAINT fk_homework_none_class_day_id FOREIGN KEY(class_day_id) REFERENCES class_day (id), 
	CONSTRAINT fk_homework_none_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE TABLE homework_plan (
	id INTEGER NOT NULL, 
	term_id INTEGER NOT NULL, 
	grade INTEGER NOT NULL, 
	subject VARCHAR(40) NOT NULL, 
	minutes INTEGER NOT NULL, 
	note VARCHAR(200) NOT NULL, 
	set_by INTEGER, 
	set_at DATETIME NOT NULL, 
	CONSTRAINT pk_homework_plan PRIMARY KEY (id), 
	CONSTRAINT fk_homework_plan_set_by FOREIGN KEY(set_by) REFERENCES staff (id), 
	CONSTRAINT fk_homework_plan_term_id FOREIGN KEY(term_id) REFERENCES term (id), 
	CONSTRAINT uq_homework_plan_term_id_grade_subject UNIQUE (term_id, grade, subject)
);
INSERT INTO "homework_plan" VALUES(1,1,3,'数学',20,'',NULL,'2026-11-23 07:00:00.000000');
CREATE TABLE homework_sheet (
	id INTEGER NOT NULL, 
	file_id INTEGER NOT NULL, 
	item_id INTEGER, 
	class_id INTEGER, 
	grade INTEGER NOT NULL, 
	subject VARCHAR(40) NOT NULL, 
	day DATE NOT NULL, 
	title VARCHAR(80) NOT NULL, 
	note VARCHAR(300) NOT NULL, 
	staff_id INTEGER NOT NULL, 
	confirmed_at DATETIME NOT NULL, 
	withdrawn_at DATETIME, 
	withdrawn_by INTEGER, 
	reason VARCHAR(300) NOT NULL, 
	erased BOOLEAN NOT NULL, 
	CONSTRAINT pk_homework_sheet PRIMARY KEY (id), 
	CONSTRAINT fk_homework_sheet_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT fk_homework_sheet_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id), 
	CONSTRAINT fk_homework_sheet_item_id FOREIGN KEY(item_id) REFERENCES homework_item (id), 
	CONSTRAINT fk_homework_sheet_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT fk_homework_sheet_withdrawn_by FOREIGN KEY(withdrawn_by) REFERENCES staff (id)
);
CREATE TABLE homework_template (
	id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	subject VARCHAR(40) NOT NULL, 
	text TEXT NOT NULL, 
	minutes INTEGER NOT NULL, 
	kind VARCHAR(4) NOT NULL, 
	tier VARCHAR(4) NOT NULL, 
	in_school INTEGER, 
	used_at DATETIME, 
	position INTEGER NOT NULL, 
	CONSTRAINT pk_homework_template PRIMARY KEY (id), 
	CONSTRAINT fk_homework_template_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE TABLE hours_answer (
	id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	first_day DATE NOT NULL, 
	word VARCHAR(10) NOT NULL, 
	minutes INTEGER NOT NULL, 
	note VARCHAR(300) NOT NULL, 
	at DATETIME NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_hours_answer PRIMARY KEY (id), 
	CONSTRAINT fk_hours_answer_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_hours_answer_staff_id_first_day UNIQUE (staff_id, first_day)
);
CREATE TABLE hours_signature (
	id INTEGER NOT NULL, 
	first_day DATE NOT NULL, 
	signed_by INTEGER, 
	signed_at DATETIME NOT NULL, 
	minutes INTEGER NOT NULL, 
	people INTEGER NOT NULL, 
	data_version INTEGER NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_hours_signature PRIMARY KEY (id), 
	CONSTRAINT fk_hours_signature_signed_by FOREIGN KEY(signed_by) REFERENCES staff (id), 
	CONSTRAINT uq_hours_signature_first_day UNIQUE (first_day)
);
CREATE TABLE import_run (
	id INTEGER NOT NULL, 
	file_sha256 VARCHAR(64) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	counts TEXT NOT NULL, 
	staff_id INTEGER, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_import_run PRIMARY KEY (id), 
	CONSTRAINT fk_import_run_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE TABLE issue (
	id INTEGER NOT NULL, 
	found_on DATE NOT NULL, 
	source VARCHAR(20) NOT NULL, 
	record VARCHAR(120) NOT NULL, 
	text TEXT NOT NULL, 
	clause VARCHAR(8) NOT NULL, 
	listed_by INTEGER, 
	listed_at DATETIME NOT NULL, 
	CONSTRAINT pk_issue PRIMARY KEY (id), 
	CONSTRAINT fk_issue_listed_by FOREIGN KEY(listed_by) REFERENCES staff (id)
);
CREATE TABLE job (
	id INTEGER NOT NULL, 
	kind VARCHAR(30) NOT NULL, 
	params TEXT NOT NULL, 
	state VARCHAR(12) NOT NULL, 
	step VARCHAR(60) NOT NULL, 
	done INTEGER NOT NULL, 
	total INTEGER NOT NULL, 
	worker VARCHAR(60) NOT NULL, 
	lease_until DATETIME, 
	cancel_asked BOOLEAN NOT NULL, 
	asked_by INTEGER, 
	asked_at DATETIME NOT NULL, 
	started_at DATETIME, 
	ended_at DATETIME, 
	result TEXT NOT NULL, 
	error TEXT NOT NULL, 
	CONSTRAINT pk_job PRIMARY KEY (id), 
	CONSTRAINT fk_job_asked_by FOREIGN KEY(asked_by) REFERENCES staff (id)
);
CREATE TABLE known_device (
	id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	seen_at DATETIME NOT NULL, 
	CONSTRAINT pk_known_device PRIMARY KEY (id), 
	CONSTRAINT fk_known_device_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_known_device_staff_id_digest UNIQUE (staff_id, digest)
);
CREATE TABLE login_delay (
	id INTEGER NOT NULL, 
	subject VARCHAR(120) NOT NULL, 
	failures INTEGER NOT NULL, 
	until DATETIME NOT NULL, 
	CONSTRAINT pk_login_delay PRIMARY KEY (id), 
	CONSTRAINT uq_login_delay_subject UNIQUE (subject)
);
CREATE TABLE login_session (
	id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	csrf VARCHAR(43) NOT NULL, 
	started_at DATETIME NOT NULL, 
	seen_at DATETIME NOT NULL, 
	expires_at DATETIME NOT NULL, 
	idle_minutes INTEGER NOT NULL, 
	must_change BOOLEAN NOT NULL, 
	device VARCHAR(120) NOT NULL, 
	CONSTRAINT pk_login_session PRIMARY KEY (id), 
	CONSTRAINT fk_login_session_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_login_session_digest UNIQUE (digest)
);
CREATE TABLE long_task (
	id INTEGER NOT NULL, 
	subject VARCHAR(40) NOT NULL, 
	staff_id INTEGER NOT NULL, 
	text TEXT NOT NULL, 
	kind VARCHAR(4) NOT NULL, 
	tier VARCHAR(4) NOT NULL, 
	minutes INTEGER NOT NULL, 
	days INTEGER NOT NULL, 
	set_at DATETIME NOT NULL, 
	CONSTRAINT pk_long_task PRIMARY KEY (id), 
	CONSTRAINT fk_long_task_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE TABLE long_task_part (
	id INTEGER NOT NULL, 
	task_id INTEGER NOT NULL, 
	item_id INTEGER NOT NULL, 
	place INTEGER NOT NULL, 
	CONSTRAINT pk_long_task_part PRIMARY KEY (id), 
	CONSTRAINT fk_long_task_part_item_id FOREIGN KEY(item_id) REFERENCES homework_item (id), 
	CONSTRAINT fk_long_task_part_task_id FOREIGN KEY(task_id) REFERENCES long_task (id), 
	CONSTRAINT uq_long_task_part_item_id UNIQUE (item_id)
);
CREATE TABLE notice_board (
	id INTEGER NOT NULL, 
	open BOOLEAN NOT NULL, 
	fees TEXT NOT NULL, 
	changed_at DATETIME NOT NULL, 
	CONSTRAINT pk_notice_board PRIMARY KEY (id)
);
CREATE TABLE outbox_bucket (
	id INTEGER NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	full_at DATETIME, 
	paused_until DATETIME, 
	CONSTRAINT pk_outbox_bucket PRIMARY KEY (id), 
	CONSTRAINT uq_outbox_bucket_digest UNIQUE (digest)
);
CREATE TABLE outbox_channel (
	id INTEGER NOT NULL, 
	name VARCHAR(40) NOT NULL, 
	kind VARCHAR(12) NOT NULL, 
	sealed TEXT NOT NULL, 
	bucket VARCHAR(64) NOT NULL, 
	grade INTEGER, 
	class_id INTEGER, 
	with_link BOOLEAN NOT NULL, 
	updates BOOLEAN NOT NULL, 
	digest_at INTEGER NOT NULL, 
	quiet_from INTEGER NOT NULL, 
	quiet_until INTEGER NOT NULL, 
	active BOOLEAN NOT NULL, 
	removed_at DATETIME, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_outbox_channel PRIMARY KEY (id), 
	CONSTRAINT fk_outbox_channel_class_id FOREIGN KEY(class_id) REFERENCES school_class (id)
);
CREATE TABLE outbox_delivery (
	id INTEGER NOT NULL, 
	channel_id INTEGER NOT NULL, 
	class_id INTEGER, 
	day DATE NOT NULL, 
	edition INTEGER NOT NULL, 
	what VARCHAR(8) NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	tries INTEGER NOT NULL, 
	next_try DATETIME NOT NULL, 
	made_at DATETIME NOT NULL, 
	tried_at DATETIME, 
	ended_at DATETIME, 
	fault VARCHAR(12) NOT NULL, 
	http INTEGER, 
	code VARCHAR(20) NOT NULL, 
	body_hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_outbox_delivery PRIMARY KEY (id), 
	CONSTRAINT fk_outbox_delivery_channel_id FOREIGN KEY(channel_id) REFERENCES outbox_channel (id), 
	CONSTRAINT fk_outbox_delivery_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT uq_outbox_delivery_channel_id_class_id_day_edition UNIQUE (channel_id, class_id, day, edition)
);
CREATE TABLE outbox_event (
	id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	class_ids TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_outbox_event PRIMARY KEY (id)
);
CREATE TABLE outside_care (
	id INTEGER NOT NULL, 
	term_id INTEGER NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	grades VARCHAR(20) NOT NULL, 
	first_day DATE NOT NULL, 
	last_day DATE NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	heads INTEGER, 
	note VARCHAR(300) NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_outside_care PRIMARY KEY (id), 
	CONSTRAINT fk_outside_care_term_id FOREIGN KEY(term_id) REFERENCES term (id)
);
CREATE TABLE outside_monitoring (
	id INTEGER NOT NULL, 
	title VARCHAR(80) NOT NULL, 
	organiser VARCHAR(80) NOT NULL, 
	audience VARCHAR(10) NOT NULL, 
	start DATE NOT NULL, 
	"end" DATE NOT NULL, 
	invited INTEGER NOT NULL, 
	completed INTEGER, 
	results TEXT NOT NULL, 
	noted_at DATETIME NOT NULL, 
	noted_by INTEGER, 
	withdrawn_at DATETIME, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_outside_monitoring PRIMARY KEY (id), 
	CONSTRAINT fk_outside_monitoring_noted_by FOREIGN KEY(noted_by) REFERENCES staff (id)
);
INSERT INTO "outside_monitoring" VALUES(1,'作业负担监测','江北区教委','families','2026-11-16','2026-11-18',80,76,'反馈良好','2026-11-23 07:00:00.000000',5,NULL,1);
CREATE TABLE pack (
	id INTEGER NOT NULL, 
	start DATE NOT NULL, 
	"end" DATE NOT NULL, 
	made_at DATETIME NOT NULL, 
	maker VARCHAR(60) NOT NULL, 
	staff_id INTEGER, 
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	fingerprint VARCHAR(64) NOT NULL, 
	head_number INTEGER NOT NULL, 
	head_hash VARCHAR(64) NOT NULL, 
	file_id INTEGER, 
	CONSTRAINT pk_pack PRIMARY KEY (id), 
	CONSTRAINT fk_pack_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id), 
	CONSTRAINT fk_pack_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE TABLE policy_profile (
	id INTEGER NOT NULL, 
	valid_from DATE NOT NULL, 
	content TEXT NOT NULL, 
	CONSTRAINT pk_policy_profile PRIMARY KEY (id), 
	CONSTRAINT uq_policy_profile_valid_from UNIQUE (valid_from)
);
INSERT INTO "policy_profile" VALUES(1,'2026-09-01','{"basis":{"caps":"C10 教基厅函〔2021〕13号，按班按日执行为学校从严执行","evening_stop_middle":"教基厅函〔2021〕11号","evening_stop_primary":"教基厅函〔2021〕11号","holiday_caps":"C10 中办发〔2021〕40号，每日分钟数学校自定","in_school_share_middle":"C13 教基厅函〔2021〕13号，比例为学校参考线，非国家指标","in_school_share_primary":"C13 教基厅函〔2021〕13号，比例为学校参考线，非国家指标","late_after":"C8 学校自定","low_grade_declaration":"C8 学校自定","near_cap":"C10 学校自定","no_homework_weekday":"X3 学校自定","offwork":"C16 中办发〔2021〕40号，时间按当地规定填写","optional_limit":"C10 学校自定","over_cap_approval":"C7 学校自定","over_cap_record":"C10 学校自定","pay_month_start":"C53 学校自定","period_minutes_middle":"C53 学校自定","period_minutes_primary":"C53 学校自定","publish_by":"C8 学校自定","quota_until":"C7 学校自定","service_earliest_end":"C16 中办发〔2021〕40号，时间按当地规定填写","service_gap":"C15 学校自定","service_minutes":"C15 中办发〔2021〕40号","tier_mode":"C12 教基厅函〔2021〕13号，计算方式学校自定","weekly_sign_off":"C7 学校自定"},"caps":[0,0,60,60,60,60,90,90,90],"evening_stop_middle":"22:00","evening_stop_primary":"21:20","holiday_caps":[0,0,60,60,60,60,90,90,90],"in_school_share_middle":"0.5","in_school_share_primary":"0.8","late_after":null,"low_grade_declaration":"weekly","near_cap":"0.9","no_homework_weekday":null,"offwork":"17:30","optional_limit":20,"over_cap_approval":false,"over_cap_record":true,"pay_month_start":1,"period_minutes_middle":45,"period_minutes_primary":40,"publish_by":"16:00","quota_until":"16:00","service_earliest_end":"17:30","service_gap":15,"service_minutes":120,"tier_mode":"one","valid_from":"2026-09-01","weekly_sign_off":false}');
CREATE TABLE programme (
	id INTEGER NOT NULL, 
	term_id INTEGER NOT NULL, 
	code VARCHAR(40) NOT NULL, 
	name VARCHAR(80) NOT NULL, 
	category VARCHAR(8) NOT NULL, 
	grades VARCHAR(20) NOT NULL, 
	staff_id INTEGER NOT NULL, 
	provider VARCHAR(100) NOT NULL, 
	room VARCHAR(60) NOT NULL, 
	active BOOLEAN NOT NULL, capacity INTEGER, period_minutes INTEGER, provider_id INTEGER, 
	CONSTRAINT pk_programme PRIMARY KEY (id), 
	CONSTRAINT fk_programme_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT fk_programme_term_id FOREIGN KEY(term_id) REFERENCES term (id), 
	CONSTRAINT uq_programme_term_id_code UNIQUE (term_id, code)
);
INSERT INTO "programme" VALUES(1,1,'hw3','三年级作业辅导','作业辅导','3',1,'','A102',1,NULL,NULL,NULL);
INSERT INTO "programme" VALUES(2,1,'club3','科学社团','社团','3',4,'','A102',1,NULL,NULL,NULL);
CREATE TABLE programme_assistant (
	id INTEGER NOT NULL, 
	programme_id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	CONSTRAINT pk_programme_assistant PRIMARY KEY (id), 
	CONSTRAINT fk_programme_assistant_programme_id FOREIGN KEY(programme_id) REFERENCES programme (id), 
	CONSTRAINT fk_programme_assistant_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_programme_assistant_programme_id_staff_id UNIQUE (programme_id, staff_id)
);
CREATE TABLE programme_slot (
	id INTEGER NOT NULL, 
	programme_id INTEGER NOT NULL, 
	weekday INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	CONSTRAINT pk_programme_slot PRIMARY KEY (id), 
	CONSTRAINT fk_programme_slot_programme_id FOREIGN KEY(programme_id) REFERENCES programme (id), 
	CONSTRAINT uq_programme_slot_programme_id_weekday_start UNIQUE (programme_id, weekday, start)
);
INSERT INTO "programme_slot" VALUES(1,1,1,960,1020);
INSERT INTO "programme_slot" VALUES(2,1,2,960,1020);
INSERT INTO "programme_slot" VALUES(3,1,3,960,1020);
INSERT INTO "programme_slot" VALUES(4,1,4,960,1020);
INSERT INTO "programme_slot" VALUES(5,1,5,960,1020);
INSERT INTO "programme_slot" VALUES(6,2,1,1020,1080);
INSERT INTO "programme_slot" VALUES(7,2,2,1020,1080);
INSERT INTO "programme_slot" VALUES(8,2,3,1020,1080);
INSERT INTO "programme_slot" VALUES(9,2,4,1020,1080);
INSERT INTO "programme_slot" VALUES(10,2,5,1020,1080);
CREATE TABLE provider_person (
	id INTEGER NOT NULL, 
	provider_id INTEGER NOT NULL, 
	name VARCHAR(40) NOT NULL, 
	course VARCHAR(80) NOT NULL, 
	certificate VARCHAR(120) NOT NULL, 
	certificate_until DATE, 
	no_crime_on DATE, 
	active BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_provider_person PRIMARY KEY (id), 
	CONSTRAINT fk_provider_person_provider_id FOREIGN KEY(provider_id) REFERENCES service_provider (id)
);
INSERT INTO "provider_person" VALUES(1,1,'卢静','篮球','社会体育指导员证','2028-01-01','2026-08-25',1,1);
CREATE TABLE record_digest (
	id INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	record VARCHAR(60) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_record_digest PRIMARY KEY (id), 
	CONSTRAINT uq_record_digest_n_record UNIQUE (n, record)
);
INSERT INTO "record_digest" VALUES(1,1,'school:1','6fbc67985e4faf9c94bb0ef4df4f630898d7cf6aedbe39da8dfeb4c133ff43fa');
INSERT INTO "record_digest" VALUES(2,1,'term:1','b845e56b96f36d7e39935ee5c6c0d1c34f5f41f9a45f62b48d743f62357a3e4a');
INSERT INTO "record_digest" VALUES(3,1,'profile:1','3596dbadca69cecf2d091816f8b641632c7a1604106b88f7b403f7c5cefdc515');
INSERT INTO "record_digest" VALUES(4,1,'staff:1','25a9347d969d35646fd4ccd65b25f99ae629d4c59538a685d3ef47deede22d0d');
INSERT INTO "record_digest" VALUES(5,1,'role:1','c4acc3a6ab289c6ab8132d75184df07174fa6b9fd9160bd345285a8f7d61dc86');
INSERT INTO "record_digest" VALUES(6,1,'staff:2','5d5c4654a682fe95489d01de638d494b390ad4019d2fe8206dae5d8012c6a28e');
INSERT INTO "record_digest" VALUES(7,1,'role:2','d7592a8493c836de3210ef352348cdedb102a52ffe4a5d394f38a699721041a0');
INSERT INTO "record_digest" VALUES(8,1,'role:3','851877f45c39fdb6ff01337af08d282ce82e7e46c988f03fbb0058bca3301a58');
INSERT INTO "record_digest" VALUES(9,1,'staff:3','ef9778c9b7df1ab530f244ccf7c8100f06f7d895bec71b60910cb946ccf7c1a6');
INSERT INTO "record_digest" VALUES(10,1,'role:4','eaf977576814433ab92156a72bf04ac3436011df93ca8869e00b90cf326f51c7');
INSERT INTO "record_digest" VALUES(11,1,'staff:4','70625d6919d8a37ec191fcfe6deac844ace46349e2ee2dd03959a492f2f338a2');
INSERT INTO "record_digest" VALUES(12,1,'role:5','4d44e7282a65f06248985ae7fe7cccc290a16134bdb6dcde497baf904f19e49a');
INSERT INTO "record_digest" VALUES(13,1,'staff:5','ff32cabfec3c0815ddac2bf8c796c3a5e3407b8898f7a0767bf667277bebc6e4');
INSERT INTO "record_digest" VALUES(14,1,'role:6','93d2ed47148bc6876e8394ef5559d1c16fa0d26f1d13da7425def7f2f6fc24ba');
INSERT INTO "record_digest" VALUES(15,1,'staff:6','0df3f37de816cceff1a6f2dba3a8b1d5322563accf0f8ff2bf67e3ceafb50e84');
INSERT INTO "record_digest" VALUES(16,1,'role:7','d6abd9d1d723b1bdade37fb2f030f0c26404787dcdf738ea7c47b9d147c9f592');
INSERT INTO "record_digest" VALUES(17,1,'staff:7','10dcc97ed4117abfc9a7c6e5543f9451775a97a0100f4f4483618819241524ff');
INSERT INTO "record_digest" VALUES(18,1,'role:8','de3bbe335f0863ea575871494657e00c9f88ee46b8cf601474ca88e2adc33e3e');
INSERT INTO "record_digest" VALUES(19,1,'staff:8','013ede1b70c80f4e49d2f8f1d4682e191ce2c00167456d83a40af3309d819eaf');
INSERT INTO "record_digest" VALUES(20,1,'role:9','514c7c484d58281330bdf410f64a8b9f4bc3797932f5d068c3aaa58bfb72287c');
INSERT INTO "record_digest" VALUES(21,1,'staff:9','100b2dbe6670e52e0f2f22633f9a1da10682aeed34a6b2be0d2b8c2fbe5b80e2');
INSERT INTO "record_digest" VALUES(22,1,'role:10','81373164c9acf9afb4eb41f10f215a666dccc6dd0227b6e30626005ca354e9c0');
INSERT INTO "record_digest" VALUES(23,1,'staff:10','0cd0efbfa3426111dbf6c3f816567d5fabedb9049c0e29ff50d8236ac2b341f4');
INSERT INTO "record_digest" VALUES(24,1,'role:11','052174a609e096d9a44b04eb8dc36df4952a103a6e98d9aaacc881ebf1e0b5eb');
INSERT INTO "record_digest" VALUES(25,1,'role:12','4d72bd9d6e201b77ab0991ca2a808cd2724cf021b979453be7feb59bc1d9e120');
INSERT INTO "record_digest" VALUES(26,1,'class:1','06674001f5ca937883e4ba5741cad0e8453aaacba94fa6c73a02f4cc501a526f');
INSERT INTO "record_digest" VALUES(27,1,'count:1','eeb3e24501d9042b41e8c1eb0800aa3fb68c320a7d0d71019a7255c9317b3acc');
INSERT INTO "record_digest" VALUES(28,1,'class:2','e980a1e83e626e7d6015db1d8d11573b27b1392b0425079595746145b5d440b2');
INSERT INTO "record_digest" VALUES(29,1,'count:2','2858fcca698ea365f408bbdce1f0f74de8adb6023f7e6c5c2c61d6bdffdbacc3');
INSERT INTO "record_digest" VALUES(30,1,'class:3','24f4188b24bd384375318b3c65374516f2d537643cc5fadeeed7253fb868da49');
INSERT INTO "record_digest" VALUES(31,1,'count:3','e66eaa5ee66e8c8f6f6795c35d7483aae10a6fc99d42492e4b6e435e93282b15');
INSERT INTO "record_digest" VALUES(32,1,'class:4','e81b165e11672a6a051c22d88585f1b61359a1bd0ff7ef5cf009b0894a837407');
INSERT INTO "record_digest" VALUES(33,1,'count:4','95de1622de23e576a5dc8ec261dec4d844097adab2cc14f20bd32b5660cc8aa2');
INSERT INTO "record_digest" VALUES(34,1,'class:5','ed6da8e2e272feddf4a49f90da7ee29d591445289fa82c75c5afcd7041211aa1');
INSERT INTO "record_digest" VALUES(35,1,'count:5','cecfe94c1ab1782503f5f102ca4ec1cd58c180f222068e292fd3561701d3e723');
INSERT INTO "record_digest" VALUES(36,1,'class:6','a2059f6ac8f02d0900c8e4d7aa5b077d5b6d7db3d34da4b32db18ab2295940aa');
INSERT INTO "record_digest" VALUES(37,1,'count:6','e78c4168627df39dd67451774e489dd73a2a513c07c01ded2db1984a5cca9b3f');
INSERT INTO "record_digest" VALUES(38,1,'class:7','304b584ed3931ab96f6f8e9d83b8af872aab2c208d0c1e11559b8c1fce5caad1');
INSERT INTO "record_digest" VALUES(39,1,'count:7','256fb433588f4144ac636588437ed6d2b7f9c3a050763369fcc9c9b0adb905fe');
INSERT INTO "record_digest" VALUES(40,1,'class:8','171bf7df3330739b81a9e5fac93b60db435236781ecd812ebf6001efd50f5d58');
INSERT INTO "record_digest" VALUES(41,1,'count:8','12f3dbf9d0dab9b40a1242479c857e6aa9c3630b7c25c0d2e324a0a9285f25e4');
INSERT INTO "record_digest" VALUES(42,1,'class:9','e4a6ed2cda620ada2c54d4323f9575258c875386a4cbdc8066deaaf187d47407');
INSERT INTO "record_digest" VALUES(43,1,'count:9','d412c0e109235d099d9430a87ce7a7042f37775f0de317cb503724643db3c86e');
INSERT INTO "record_digest" VALUES(44,1,'class:10','a8ecf785496e490b690b6bfd1b97b4244d1ff8149a9578dea0d949249d536b9b');
INSERT INTO "record_digest" VALUES(45,1,'count:10','5159b795ed7195ddc4a18a05f314495018d8a157c85e218096617b6187ccd0fe');
INSERT INTO "record_digest" VALUES(46,1,'teaching:1','6e700ba2a0f493b220109a193c37463281c9fe382f0dfbcc03e2c0051437dce0');
INSERT INTO "record_digest" VALUES(47,1,'teaching:2','e6acdf762f9087160b8a61ea29b4e9368689fa6ac52671599e2e3500235daec7');
INSERT INTO "record_digest" VALUES(48,1,'teaching:3','f266bf996c084a17ac8b174b3c5f827a1f5e9e38264bf2cbeae446c7f90cc903');
INSERT INTO "record_digest" VALUES(49,1,'teaching:4','67d5d861e0a6ccae286a52589ae447ccb14943575d383ea425d2b934c9fefbec');
INSERT INTO "record_digest" VALUES(50,1,'teaching:5','b8d276cd6fd9746dd4811645b8c2ca02a6d5516b40009855b9a98a22ad91a04a');
INSERT INTO "record_digest" VALUES(51,1,'teaching:6','f776b2dcc530a2644fa365aee71ed17a64a2e62d5cb156d024c3a1a38c0ea57f');
INSERT INTO "record_digest" VALUES(52,1,'teaching:7','d319f8d84a783a0a31a47ff3853b3d2b4535e2fc0b8f4ab458f3778e281539e6');
INSERT INTO "record_digest" VALUES(53,1,'teaching:8','7fc701167c788fa462e3f32eada9f9e6b2b07c73ae5237f0dbd1c821db13f41a');
INSERT INTO "record_digest" VALUES(54,1,'teaching:9','5b170bd24825fb637827db4201855363f20dee0a1ba819ed0bac87beace3ac49');
INSERT INTO "record_digest" VALUES(55,1,'teaching:10','3bf93689abcd6999c2a13e529060ac2b9dab03cf9dc34318e8c8f66cc4e9ab9b');
INSERT INTO "record_digest" VALUES(56,1,'teaching:11','28118421cafca3f0fc723e0535ea6388d1b08ddbedbe799d5f6506b81906f800');
INSERT INTO "record_digest" VALUES(57,1,'teaching:12','db3c5dc067a29d3589546cfea36885b20f5dbcb4a3e1a3b4e2f80889e587bc2e');
INSERT INTO "record_digest" VALUES(58,1,'teaching:13','1d1489bdf91663023440657ae3bd9a43f7c8a4a5c8e5ec6ec394a079161bea2d');
INSERT INTO "record_digest" VALUES(59,1,'teaching:14','49a000ca344c429496038b00d0628a776fec81a4394348e73dd0d819279e94e5');
INSERT INTO "record_digest" VALUES(60,1,'programme:1','3623b4171222d9655252a4110c586f8b32b37de79b0b162c382d3f7ab458d839');
INSERT INTO "record_digest" VALUES(61,1,'slot:1','36cebb420f225171714c3728418197892f45f511af3065af56c867e2431b578b');
INSERT INTO "record_digest" VALUES(62,1,'slot:2','76c3ad82f8e13f6ab6ea351d10a92b32f2fb7d91901ee7977bf3021e1c65c2b5');
INSERT INTO "record_digest" VALUES(63,1,'slot:3','482d920ed20b49b60cfc83830693d9fa6d0fd69d7b138d3a89c86f171760162c');
INSERT INTO "record_digest" VALUES(64,1,'slot:4','544ab9063440220532ed6ce03a3ca7b559d83c0057f8800d6fdbb12a479a9697');
INSERT INTO "record_digest" VALUES(65,1,'slot:5','d1fbc61b8105e4087a4b39403c8c3ab2cc93a3b75db3593b559b3c4f5f9ff20f');
INSERT INTO "record_digest" VALUES(66,1,'programme:2','ee003ce766e8020a7ad95809eec6f8e47ff2d010be9a44fe79f8083027e2fc10');
INSERT INTO "record_digest" VALUES(67,1,'slot:6','c9bab02b79421e20f79089dde4bcc7c7d6e92b7770ab2f3f2426df2f37c3654d');
INSERT INTO "record_digest" VALUES(68,1,'slot:7','a192c16b6eb56bb5574bb14fbbc333cf37b4164ff887308aca33ef5a66334fd3');
INSERT INTO "record_digest" VALUES(69,1,'slot:8','4e87c415ea1756d96e6195277375ead6d59cb5dbdff03e6ac2a010dad37a5946');
INSERT INTO "record_digest" VALUES(70,1,'slot:9','fd2928311ae08fc3b7ef06dc5380dc5533d9df6abf0a52bd23fecc9651181460');
INSERT INTO "record_digest" VALUES(71,1,'slot:10','3a4273d8f70b9b14f39dd6626658691aef7bcc10f1d44db0ed0d637a26b64205');
INSERT INTO "record_digest" VALUES(72,2,'item:1','646842d587d623d51e2217da5ac35a9a3e08fc79754633134fabff7f659500c1');
INSERT INTO "record_digest" VALUES(73,2,'day:1','17225590c63d4e76524050e89a0af6363e16940951943cc36e780deee0a19efe');
INSERT INTO "record_digest" VALUES(74,3,'item:2','a74069c76e8cde0d72beb0bd11c12907a75d391ab6a517ba4f0c50f9e2968b08');
INSERT INTO "record_digest" VALUES(75,3,'day:1','4501896ec0feae30d1c012d439834a58d5a1d1e3222bf621134bac2df54164d9');
INSERT INTO "record_digest" VALUES(76,4,'request:1','9b1fd9dc4645ca2dd3cb2b9b39f95bd34f5aeda2c6f9954e90b314e702e961da');
INSERT INTO "record_digest" VALUES(77,5,'item:3','4c8603886a3603f5b0c622867007601a1aaf40a9b319fc1b8322ca11d66924c6');
INSERT INTO "record_digest" VALUES(78,5,'day:1','e80251bc1a997c00cc2f225d93bf98d852aea9154f3166b6453245951181c7c9');
INSERT INTO "record_digest" VALUES(79,5,'item:4','cce5c5c1430affcf4425f83b90b04654c8b44f0fafd5dab3f39f2b5ed119bf29');
INSERT INTO "record_digest" VALUES(80,5,'day:2','887e0483afe2b379e62c727d1fb71449e81a308feb39810c2a871b5ad24f2196');
INSERT INTO "record_digest" VALUES(81,6,'day:3','3eb46d3f5b35510b6d8f4b73438e49634a69d2077261d813faa78063eeee94d7');
INSERT INTO "record_digest" VALUES(82,6,'timed:1','fb3a919a89cab4b50f3875b755b88ce8787fbe5ac374555ae472b456d511c682');
INSERT INTO "record_digest" VALUES(83,7,'sample:1','35311b0689f1f15543be5f6dad777157a4c96e99d2dfc4c406965251019d6975');
INSERT INTO "record_digest" VALUES(84,8,'plan:1','e800f0f152b3d577078d7f452792e1789640ccf725c96c025d66e1d3cc16c692');
INSERT INTO "record_digest" VALUES(85,9,'session:1','3e6fcd7086e6609b9c022b113482e218a1e6657f6c841dc4406065336d1bd406');
INSERT INTO "record_digest" VALUES(86,10,'session:2','2dccc92793bdf9327671505c65584e6dc25e4a6d210222c31ea72617be9adc4b');
INSERT INTO "record_digest" VALUES(87,11,'voice:1','62a609b614bfea4ebba72af83d475dee5f04a5961858fcfb5f0942fcf3bfe8a1');
INSERT INTO "record_digest" VALUES(88,12,'monitoring:1','cd5f41f87e4b19caa6c5f3b4a3129265761472e5b31888575afc0b828859ff76');
INSERT INTO "record_digest" VALUES(89,13,'provider:1','4b7d60b4c37d153684c8ba7cf9a4e46b977fd731f9b6ec19e0ebfb125676fefa');
INSERT INTO "record_digest" VALUES(90,14,'provider_person:1','33d3fabf5f49446afcfde781bfb73caa6d426e18696edbe62bb9a0bb43fda9d7');
INSERT INTO "record_digest" VALUES(91,15,'item:5','2cffa4a0b9b25d83962e8b9fea0054f1de9de8485da55f33965502e1b08243e2');
INSERT INTO "record_digest" VALUES(92,15,'day:3','b782740f047bed9d68deb8ed5d458fe8db92f61f985dbc98bdb11c20ca6902d3');
CREATE TABLE reminder (
	id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	sent_by INTEGER, 
	kind VARCHAR(20) NOT NULL, 
	class_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	subject VARCHAR(40) NOT NULL, 
	sent_at DATETIME NOT NULL, 
	seen_at DATETIME, 
	CONSTRAINT pk_reminder PRIMARY KEY (id), 
	CONSTRAINT fk_reminder_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT fk_reminder_sent_by FOREIGN KEY(sent_by) REFERENCES staff (id), 
	CONSTRAINT fk_reminder_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE TABLE request_key (
	id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	"key" VARCHAR(43) NOT NULL, 
	content VARCHAR(64) NOT NULL, 
	result TEXT NOT NULL, 
	at DATETIME NOT NULL, 
	CONSTRAINT pk_request_key PRIMARY KEY (id), 
	CONSTRAINT fk_request_key_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_request_key_staff_id_key UNIQUE (staff_id, "key")
);
CREATE TABLE schedule (
	id INTEGER NOT NULL, 
	kind VARCHAR(30) NOT NULL, 
	due_at DATETIME NOT NULL, 
	last_state VARCHAR(12) NOT NULL, 
	last_ended_at DATETIME, 
	CONSTRAINT pk_schedule PRIMARY KEY (id), 
	CONSTRAINT uq_schedule_kind UNIQUE (kind)
);
CREATE TABLE school (
	id INTEGER NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	system VARCHAR(8) NOT NULL, 
	district VARCHAR(100) NOT NULL, 
	report_phone VARCHAR(60) NOT NULL, 
	report_email VARCHAR(200) NOT NULL, 
	district_phone VARCHAR(60) NOT NULL, 
	language VARCHAR(8) NOT NULL, 
	is_demo BOOLEAN NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT pk_school PRIMARY KEY (id)
);
INSERT INTO "school" VALUES(1,'江北实验学校','六三制','江北区','023-6785 0120','','023-6780 0112','zh',0,'2026-11-23 07:00:00.000000');
CREATE TABLE school_class (
	id INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	grade INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	homeroom_id INTEGER, 
	link_token VARCHAR(43) NOT NULL, 
	link_generation INTEGER NOT NULL, 
	CONSTRAINT pk_school_class PRIMARY KEY (id), 
	CONSTRAINT fk_school_class_homeroom_id FOREIGN KEY(homeroom_id) REFERENCES staff (id), 
	CONSTRAINT uq_school_class_link_token UNIQUE (link_token), 
	CONSTRAINT uq_school_class_year_grade_number UNIQUE (year, grade, number)
);
INSERT INTO "school_class" VALUES(1,2026,1,1,4,'link-1-1-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',1);
INSERT INTO "school_class" VALUES(2,2026,2,1,NULL,'link-2-1-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',1);
INSERT INTO "school_class" VALUES(3,2026,3,1,1,'link-3-1-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',1);
INSERT INTO "school_class" VALUES(4,2026,3,2,3,'link-3-2-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',1);
INSERT INTO "school_class" VALUES(5,2026,4,1,NULL,'link-4-1-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',1);
INSERT INTO "school_class" VALUES(6,2026,5,1,NULL,'link-5-1-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',1);
INSERT INTO "school_class" VALUES(7,2026,6,1,NULL,'link-6-1-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',1);
INSERT INTO "school_class" VALUES(8,2026,7,1,NULL,'link-7-1-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',1);
INSERT INTO "school_class" VALUES(9,2026,8,1,NULL,'link-8-1-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',1);
INSERT INTO "school_class" VALUES(10,2026,9,1,NULL,'link-9-1-xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx',1);
CREATE TABLE season_slot (
	id INTEGER NOT NULL, 
	season_id INTEGER NOT NULL, 
	programme_id INTEGER NOT NULL, 
	weekday INTEGER NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	CONSTRAINT pk_season_slot PRIMARY KEY (id), 
	CONSTRAINT fk_season_slot_programme_id FOREIGN KEY(programme_id) REFERENCES programme (id), 
	CONSTRAINT fk_season_slot_season_id FOREIGN KEY(season_id) REFERENCES service_season (id), 
	CONSTRAINT uq_season_slot_season_id_programme_id_weekday_start UNIQUE (season_id, programme_id, weekday, start)
);
CREATE TABLE security_log (
	id INTEGER NOT NULL, 
	at DATETIME NOT NULL, 
	act VARCHAR(40) NOT NULL, 
	staff_id INTEGER, 
	address VARCHAR(64) NOT NULL, 
	detail TEXT NOT NULL, 
	CONSTRAINT pk_security_log PRIMARY KEY (id), 
	CONSTRAINT fk_security_log_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE TABLE service_plan (
	id INTEGER NOT NULL, 
	term_id INTEGER NOT NULL, 
	file_id INTEGER NOT NULL, 
	title VARCHAR(80) NOT NULL, 
	own_date DATE NOT NULL, 
	note VARCHAR(300) NOT NULL, 
	added_by INTEGER, 
	added_at DATETIME NOT NULL, 
	withdrawn_at DATETIME, 
	reason VARCHAR(300) NOT NULL, 
	CONSTRAINT pk_service_plan PRIMARY KEY (id), 
	CONSTRAINT fk_service_plan_added_by FOREIGN KEY(added_by) REFERENCES staff (id), 
	CONSTRAINT fk_service_plan_file_id FOREIGN KEY(file_id) REFERENCES stored_file (id), 
	CONSTRAINT fk_service_plan_term_id FOREIGN KEY(term_id) REFERENCES term (id)
);
CREATE TABLE service_provider (
	id INTEGER NOT NULL, 
	name VARCHAR(100) NOT NULL, 
	listed BOOLEAN NOT NULL, 
	list_reference VARCHAR(120) NOT NULL, 
	listed_on DATE, 
	licence VARCHAR(80) NOT NULL, 
	licence_until DATE, 
	courses TEXT NOT NULL, 
	fee_standard TEXT NOT NULL, 
	fees_published_on DATE, 
	contract VARCHAR(120) NOT NULL, 
	contract_from DATE, 
	contract_until DATE, 
	licence_file_id INTEGER, 
	contract_file_id INTEGER, 
	note TEXT NOT NULL, 
	active BOOLEAN NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_service_provider PRIMARY KEY (id), 
	CONSTRAINT fk_service_provider_contract_file_id FOREIGN KEY(contract_file_id) REFERENCES stored_file (id), 
	CONSTRAINT fk_service_provider_licence_file_id FOREIGN KEY(licence_file_id) REFERENCES stored_file (id), 
	CONSTRAINT uq_service_provider_name UNIQUE (name)
);
INSERT INTO "service_provider" VALUES(1,'启航体育俱乐部',1,'江北教发〔2026〕12号 第3家','2026-08-20','教民2026018号','2028-08-31','篮球、田径','每课时 2.5 元，由服务费支付','2026-09-01','2026—2027学年服务合同','2026-09-01','2027-07-31',NULL,NULL,'',1,1);
CREATE TABLE service_season (
	id INTEGER NOT NULL, 
	term_id INTEGER NOT NULL, 
	name VARCHAR(40) NOT NULL, 
	start DATE NOT NULL, 
	"end" DATE NOT NULL, 
	CONSTRAINT pk_service_season PRIMARY KEY (id), 
	CONSTRAINT fk_service_season_term_id FOREIGN KEY(term_id) REFERENCES term (id)
);
CREATE TABLE service_session (
	id INTEGER NOT NULL, 
	programme_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	start INTEGER NOT NULL, 
	"end" INTEGER NOT NULL, 
	held BOOLEAN NOT NULL, 
	expected INTEGER, 
	present INTEGER, 
	staff_id INTEGER, 
	content TEXT NOT NULL, 
	reason TEXT NOT NULL, 
	logged_at DATETIME NOT NULL, 
	logged_by INTEGER, 
	version INTEGER NOT NULL, 
	import_id INTEGER, planned_start INTEGER, room VARCHAR(60), decision VARCHAR(300), decision_file_id INTEGER, content_reason VARCHAR(200), 
	CONSTRAINT pk_service_session PRIMARY KEY (id), 
	CONSTRAINT fk_service_session_logged_by FOREIGN KEY(logged_by) REFERENCES staff (id), 
	CONSTRAINT fk_service_session_programme_id FOREIGN KEY(programme_id) REFERENCES programme (id), 
	CONSTRAINT fk_service_session_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_service_session_programme_id_day_start UNIQUE (programme_id, day, start)
);
INSERT INTO "service_session" VALUES(1,1,'2026-11-23',960,1020,1,40,38,1,'作业辅导','','2026-11-23 10:30:00.000000',NULL,1,NULL,NULL,NULL,NULL,NULL,NULL);
INSERT INTO "service_session" VALUES(2,2,'2026-11-23',1020,1080,1,40,38,4,'作业辅导','','2026-11-23 10:30:00.000000',NULL,1,NULL,NULL,NULL,NULL,NULL,NULL);
CREATE TABLE session_assistant (
	id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	CONSTRAINT pk_session_assistant PRIMARY KEY (id), 
	CONSTRAINT fk_session_assistant_session_id FOREIGN KEY(session_id) REFERENCES service_session (id), 
	CONSTRAINT fk_session_assistant_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_session_assistant_session_id_staff_id UNIQUE (session_id, staff_id)
);
CREATE TABLE session_cover (
	id INTEGER NOT NULL, 
	programme_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	start INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	arranged_by INTEGER, 
	arranged_at DATETIME NOT NULL, 
	CONSTRAINT pk_session_cover PRIMARY KEY (id), 
	CONSTRAINT fk_session_cover_arranged_by FOREIGN KEY(arranged_by) REFERENCES staff (id), 
	CONSTRAINT fk_session_cover_programme_id FOREIGN KEY(programme_id) REFERENCES programme (id), 
	CONSTRAINT fk_session_cover_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_session_cover_programme_id_day_start UNIQUE (programme_id, day, start)
);
CREATE TABLE session_heads (
	id INTEGER NOT NULL, 
	session_id INTEGER NOT NULL, 
	class_id INTEGER NOT NULL, 
	expected INTEGER, 
	present INTEGER, 
	finished VARCHAR(8) NOT NULL, 
	CONSTRAINT pk_session_heads PRIMARY KEY (id), 
	CONSTRAINT fk_session_heads_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT fk_session_heads_session_id FOREIGN KEY(session_id) REFERENCES service_session (id), 
	CONSTRAINT uq_session_heads_session_id_class_id UNIQUE (session_id, class_id)
);
CREATE TABLE setup_token (
	id INTEGER NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	made_at DATETIME NOT NULL, 
	state TEXT NOT NULL, 
	CONSTRAINT pk_setup_token PRIMARY KEY (id), 
	CONSTRAINT uq_setup_token_digest UNIQUE (digest)
);
CREATE TABLE signed_head (
	id INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	purpose VARCHAR(20) NOT NULL, 
	at DATETIME NOT NULL, 
	signature VARCHAR(128) NOT NULL, 
	CONSTRAINT pk_signed_head PRIMARY KEY (id)
);
CREATE TABLE staff (
	id INTEGER NOT NULL, 
	number VARCHAR(40) NOT NULL, 
	name VARCHAR(60) NOT NULL, 
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_staff PRIMARY KEY (id), 
	CONSTRAINT uq_staff_number UNIQUE (number)
);
INSERT INTO "staff" VALUES(1,'t01','林晓梅',1);
INSERT INTO "staff" VALUES(2,'t02','陈国栋',1);
INSERT INTO "staff" VALUES(3,'t03','王芳',1);
INSERT INTO "staff" VALUES(4,'t04','罗建军',1);
INSERT INTO "staff" VALUES(5,'t05','周舟',1);
INSERT INTO "staff" VALUES(6,'t06','何秀英',1);
INSERT INTO "staff" VALUES(7,'t07','周明远',1);
INSERT INTO "staff" VALUES(8,'t08','欧阳雨桐',1);
INSERT INTO "staff" VALUES(9,'t09','司马文博',1);
INSERT INTO "staff" VALUES(10,'t10','阿依古丽·买买提',1);
CREATE TABLE staff_role (
	id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	role VARCHAR(12) NOT NULL, 
	grades VARCHAR(20) NOT NULL, 
	subjects TEXT NOT NULL, 
	valid_to DATETIME, 
	period_start DATE, 
	period_end DATE, 
	CONSTRAINT pk_staff_role PRIMARY KEY (id), 
	CONSTRAINT fk_staff_role_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_staff_role_staff_id_role UNIQUE (staff_id, role)
);
INSERT INTO "staff_role" VALUES(1,1,'教师','','',NULL,NULL,NULL);
INSERT INTO "staff_role" VALUES(2,2,'教师','','',NULL,NULL,NULL);
INSERT INTO "staff_role" VALUES(3,2,'年级组长','3','',NULL,NULL,NULL);
INSERT INTO "staff_role" VALUES(4,3,'教师','','',NULL,NULL,NULL);
INSERT INTO "staff_role" VALUES(5,4,'教师','','',NULL,NULL,NULL);
INSERT INTO "staff_role" VALUES(6,5,'教导处','','',NULL,NULL,NULL);
INSERT INTO "staff_role" VALUES(7,6,'课后服务管理员','','',NULL,NULL,NULL);
INSERT INTO "staff_role" VALUES(8,7,'校长','','',NULL,NULL,NULL);
INSERT INTO "staff_role" VALUES(9,8,'管理员','','',NULL,NULL,NULL);
INSERT INTO "staff_role" VALUES(10,9,'督学','','','2026-11-23 15:00:00.000000',NULL,NULL);
INSERT INTO "staff_role" VALUES(11,10,'备课组长','','语文',NULL,NULL,NULL);
INSERT INTO "staff_role" VALUES(12,10,'教师','','',NULL,NULL,NULL);
CREATE TABLE stored_file (
	id INTEGER NOT NULL, 
	sha256 VARCHAR(64) NOT NULL, 
	size INTEGER NOT NULL, 
	type VARCHAR(100) NOT NULL, 
	name VARCHAR(255) NOT NULL, 
	purpose VARCHAR(30) NOT NULL, 
	added_by INTEGER, 
	added_at DATETIME NOT NULL, 
	CONSTRAINT pk_stored_file PRIMARY KEY (id), 
	CONSTRAINT fk_stored_file_added_by FOREIGN KEY(added_by) REFERENCES staff (id)
);
CREATE TABLE subject (
	id INTEGER NOT NULL, 
	name VARCHAR(40) NOT NULL, 
	CONSTRAINT pk_subject PRIMARY KEY (id), 
	CONSTRAINT uq_subject_name UNIQUE (name)
);
CREATE TABLE subject_sample (
	id INTEGER NOT NULL, 
	class_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	subject VARCHAR(40) NOT NULL, 
	asked INTEGER NOT NULL, 
	mean_tenths INTEGER NOT NULL, 
	bands TEXT, 
	entered_at DATETIME NOT NULL, 
	entered_by INTEGER, 
	CONSTRAINT pk_subject_sample PRIMARY KEY (id), 
	CONSTRAINT fk_subject_sample_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT fk_subject_sample_entered_by FOREIGN KEY(entered_by) REFERENCES staff (id), 
	CONSTRAINT uq_subject_sample_class_id_day_subject UNIQUE (class_id, day, subject)
);
CREATE TABLE substitute (
	id INTEGER NOT NULL, 
	class_id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	granted_by INTEGER, 
	subject VARCHAR(40) NOT NULL, 
	start DATE NOT NULL, 
	"end" DATE NOT NULL, 
	granted_at DATETIME NOT NULL, 
	CONSTRAINT pk_substitute PRIMARY KEY (id), 
	CONSTRAINT fk_substitute_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT fk_substitute_granted_by FOREIGN KEY(granted_by) REFERENCES staff (id), 
	CONSTRAINT fk_substitute_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
CREATE TABLE suggestion (
	id INTEGER NOT NULL, 
	suggestion_box_id INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	serial INTEGER NOT NULL, 
	category VARCHAR(20) NOT NULL, 
	state VARCHAR(10) NOT NULL, 
	received_on DATE NOT NULL, 
	due_on DATE NOT NULL, 
	answered_on DATE, 
	closed_on DATE, 
	late BOOLEAN NOT NULL, 
	reopened BOOLEAN NOT NULL, 
	code_digest VARCHAR(64) NOT NULL, 
	reply_to VARCHAR(44) NOT NULL, 
	contact TEXT NOT NULL, 
	contact_erased_on DATE, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_suggestion PRIMARY KEY (id), 
	CONSTRAINT fk_suggestion_suggestion_box_id FOREIGN KEY(suggestion_box_id) REFERENCES suggestion_box (id), 
	CONSTRAINT uq_suggestion_code_digest UNIQUE (code_digest), 
	CONSTRAINT uq_suggestion_year_serial UNIQUE (year, serial)
);
CREATE TABLE suggestion_box (
	id INTEGER NOT NULL, 
	public VARCHAR(44) NOT NULL, 
	printed VARCHAR(160) NOT NULL, 
	reply_days INTEGER NOT NULL, 
	confirmed BOOLEAN NOT NULL, 
	made_at DATETIME NOT NULL, 
	CONSTRAINT pk_suggestion_box PRIMARY KEY (id)
);
CREATE TABLE suggestion_tally (
	id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	digest VARCHAR(64) NOT NULL, 
	count INTEGER NOT NULL, 
	CONSTRAINT pk_suggestion_tally PRIMARY KEY (id), 
	CONSTRAINT uq_suggestion_tally_day_kind_digest UNIQUE (day, kind, digest)
);
CREATE TABLE suggestion_word (
	id INTEGER NOT NULL, 
	suggestion_id INTEGER NOT NULL, 
	kind VARCHAR(8) NOT NULL, 
	said_on DATE NOT NULL, 
	sealed TEXT NOT NULL, 
	reply TEXT NOT NULL, 
	CONSTRAINT pk_suggestion_word PRIMARY KEY (id), 
	CONSTRAINT fk_suggestion_word_suggestion_id FOREIGN KEY(suggestion_id) REFERENCES suggestion (id)
);
CREATE TABLE suggestion_wrap (
	id INTEGER NOT NULL, 
	suggestion_box_id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	wrapped VARCHAR(160) NOT NULL, 
	CONSTRAINT pk_suggestion_wrap PRIMARY KEY (id), 
	CONSTRAINT fk_suggestion_wrap_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT fk_suggestion_wrap_suggestion_box_id FOREIGN KEY(suggestion_box_id) REFERENCES suggestion_box (id), 
	CONSTRAINT uq_suggestion_wrap_suggestion_box_id_staff_id UNIQUE (suggestion_box_id, staff_id)
);
CREATE TABLE survey (
	id INTEGER NOT NULL, 
	kind VARCHAR(10) NOT NULL, 
	programme_id INTEGER, 
	title VARCHAR(40) NOT NULL, 
	year INTEGER NOT NULL, 
	opened_at DATETIME NOT NULL, 
	closes_on DATE NOT NULL, 
	closed_at DATETIME, 
	opened_by INTEGER, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_survey PRIMARY KEY (id), 
	CONSTRAINT fk_survey_opened_by FOREIGN KEY(opened_by) REFERENCES staff (id), 
	CONSTRAINT fk_survey_programme_id FOREIGN KEY(programme_id) REFERENCES programme (id)
);
CREATE TABLE survey_answered (
	id INTEGER NOT NULL, 
	survey_id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	CONSTRAINT pk_survey_answered PRIMARY KEY (id), 
	CONSTRAINT fk_survey_answered_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT fk_survey_answered_survey_id FOREIGN KEY(survey_id) REFERENCES survey (id), 
	CONSTRAINT uq_survey_answered_survey_id_staff_id UNIQUE (survey_id, staff_id)
);
CREATE TABLE survey_part (
	id INTEGER NOT NULL, 
	survey_id INTEGER NOT NULL, 
	class_id INTEGER, 
	invited INTEGER NOT NULL, 
	typed INTEGER NOT NULL, 
	typed_counts TEXT NOT NULL, 
	answered INTEGER, 
	counts TEXT NOT NULL, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_survey_part PRIMARY KEY (id), 
	CONSTRAINT fk_survey_part_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT fk_survey_part_survey_id FOREIGN KEY(survey_id) REFERENCES survey (id)
);
CREATE TABLE survey_tally (
	id INTEGER NOT NULL, 
	survey_part_id INTEGER NOT NULL, 
	answered INTEGER NOT NULL, 
	counts TEXT NOT NULL, 
	CONSTRAINT pk_survey_tally PRIMARY KEY (id), 
	CONSTRAINT fk_survey_tally_survey_part_id FOREIGN KEY(survey_part_id) REFERENCES survey_part (id), 
	CONSTRAINT uq_survey_tally_survey_part_id UNIQUE (survey_part_id)
);
CREATE TABLE teaching (
	id INTEGER NOT NULL, 
	class_id INTEGER NOT NULL, 
	staff_id INTEGER NOT NULL, 
	subject VARCHAR(40) NOT NULL, 
	CONSTRAINT pk_teaching PRIMARY KEY (id), 
	CONSTRAINT fk_teaching_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT fk_teaching_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_teaching_class_id_staff_id_subject UNIQUE (class_id, staff_id, subject)
);
INSERT INTO "teaching" VALUES(1,3,1,'数学');
INSERT INTO "teaching" VALUES(2,4,1,'数学');
INSERT INTO "teaching" VALUES(3,3,3,'语文');
INSERT INTO "teaching" VALUES(4,4,3,'语文');
INSERT INTO "teaching" VALUES(5,3,2,'英语');
INSERT INTO "teaching" VALUES(6,4,2,'英语');
INSERT INTO "teaching" VALUES(7,1,4,'语文');
INSERT INTO "teaching" VALUES(8,2,3,'语文');
INSERT INTO "teaching" VALUES(9,5,3,'语文');
INSERT INTO "teaching" VALUES(10,6,3,'语文');
INSERT INTO "teaching" VALUES(11,7,3,'语文');
INSERT INTO "teaching" VALUES(12,8,3,'语文');
INSERT INTO "teaching" VALUES(13,9,3,'语文');
INSERT INTO "teaching" VALUES(14,10,3,'语文');
CREATE TABLE term (
	id INTEGER NOT NULL, 
	name VARCHAR(60) NOT NULL, 
	start DATE NOT NULL, 
	"end" DATE NOT NULL, 
	CONSTRAINT pk_term PRIMARY KEY (id), 
	CONSTRAINT uq_term_name UNIQUE (name)
);
INSERT INTO "term" VALUES(1,'2026年秋季学期','2026-09-01','2027-01-22');
CREATE TABLE time_sample (
	id INTEGER NOT NULL, 
	class_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	asked INTEGER NOT NULL, 
	mean_tenths INTEGER NOT NULL, 
	entered_at DATETIME NOT NULL, 
	import_id INTEGER, bands TEXT, entered_by INTEGER, 
	CONSTRAINT pk_time_sample PRIMARY KEY (id), 
	CONSTRAINT fk_time_sample_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT uq_time_sample_class_id_day UNIQUE (class_id, day)
);
INSERT INTO "time_sample" VALUES(1,3,'2026-11-23',18,597,'2026-11-23 07:00:00.000000',NULL,'[[0,15,0],[16,30,1],[31,45,3],[46,60,5],[61,75,6],[76,90,2],[91,null,1]]',1);
CREATE TABLE timed_item (
	id INTEGER NOT NULL, 
	class_day_id INTEGER NOT NULL, 
	subject VARCHAR(40) NOT NULL, 
	staff_id INTEGER NOT NULL, 
	entered_by INTEGER, 
	text TEXT NOT NULL, 
	kind VARCHAR(4) NOT NULL, 
	tier VARCHAR(4) NOT NULL, 
	minutes INTEGER NOT NULL, 
	in_school INTEGER, 
	wording_reason VARCHAR(200), 
	publish_at DATETIME NOT NULL, 
	asked_at DATETIME NOT NULL, 
	item_id INTEGER, 
	cancelled_at DATETIME, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_timed_item PRIMARY KEY (id), 
	CONSTRAINT fk_timed_item_class_day_id FOREIGN KEY(class_day_id) REFERENCES class_day (id), 
	CONSTRAINT fk_timed_item_entered_by FOREIGN KEY(entered_by) REFERENCES staff (id), 
	CONSTRAINT fk_timed_item_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
INSERT INTO "timed_item" VALUES(1,3,'数学',1,NULL,'练习册第8页','书面','全体',15,NULL,NULL,'2026-11-24 08:00:00.000000','2026-11-23 07:00:00.000000',NULL,NULL,1);
CREATE TABLE walk_through (
	id INTEGER NOT NULL, 
	programme_id INTEGER NOT NULL, 
	day DATE NOT NULL, 
	start INTEGER NOT NULL, 
	points TEXT NOT NULL, 
	note VARCHAR(500) NOT NULL, 
	walked_by INTEGER, 
	walked_at DATETIME NOT NULL, 
	followed_up VARCHAR(500) NOT NULL, 
	followed_up_at DATETIME, 
	version INTEGER NOT NULL, 
	CONSTRAINT pk_walk_through PRIMARY KEY (id), 
	CONSTRAINT fk_walk_through_programme_id FOREIGN KEY(programme_id) REFERENCES programme (id), 
	CONSTRAINT fk_walk_through_walked_by FOREIGN KEY(walked_by) REFERENCES staff (id)
);
CREATE TABLE week_sign_off (
	id INTEGER NOT NULL, 
	grade INTEGER NOT NULL, 
	monday DATE NOT NULL, 
	staff_id INTEGER, 
	signed_at DATETIME NOT NULL, 
	data_version INTEGER NOT NULL, 
	figures TEXT NOT NULL, 
	CONSTRAINT pk_week_sign_off PRIMARY KEY (id), 
	CONSTRAINT fk_week_sign_off_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_week_sign_off_grade_monday UNIQUE (grade, monday)
);
CREATE TABLE wording_rule (
	id INTEGER NOT NULL, 
	act VARCHAR(20) NOT NULL, 
	words VARCHAR(60) NOT NULL, 
	rule VARCHAR(40) NOT NULL, 
	clause VARCHAR(8) NOT NULL, 
	level VARCHAR(8) NOT NULL, 
	hint VARCHAR(200) NOT NULL, 
	safer VARCHAR(200) NOT NULL, 
	reason VARCHAR(200) NOT NULL, 
	set_by INTEGER, 
	set_at DATETIME NOT NULL, 
	CONSTRAINT pk_wording_rule PRIMARY KEY (id), 
	CONSTRAINT fk_wording_rule_set_by FOREIGN KEY(set_by) REFERENCES staff (id)
);
CREATE INDEX ix_record_digest_n ON record_digest (n);
CREATE INDEX ix_record_digest_record ON record_digest (record);
CREATE INDEX ix_audit_entry_record ON audit_entry (record);
CREATE INDEX ix_job_state ON job (state);
CREATE INDEX ix_login_session_staff_id ON login_session (staff_id);
CREATE INDEX ix_security_log_at ON security_log (at);
CREATE INDEX ix_staff_role_staff_id ON staff_role (staff_id);
CREATE INDEX ix_stored_file_sha256 ON stored_file (sha256);
CREATE INDEX ix_class_day_day ON class_day (day);
CREATE INDEX ix_programme_slot_programme_id ON programme_slot (programme_id);
CREATE INDEX ix_reminder_staff_id ON reminder (staff_id);
CREATE INDEX ix_service_session_day ON service_session (day);
CREATE INDEX ix_substitute_staff_id ON substitute (staff_id);
CREATE INDEX ix_teaching_staff_id ON teaching (staff_id);
CREATE INDEX ix_homework_item_class_day_id ON homework_item (class_day_id);
CREATE INDEX ix_homework_item_fingerprint ON homework_item (fingerprint);
CREATE INDEX ix_homework_none_class_day_id ON homework_none (class_day_id);
CREATE INDEX ix_homework_template_staff_id ON homework_template (staff_id);
CREATE INDEX ix_long_task_staff_id ON long_task (staff_id);
CREATE INDEX ix_holiday_item_list_id ON holiday_item (list_id);
CREATE INDEX ix_outbox_delivery_due ON outbox_delivery (state, next_try);
CREATE INDEX ix_timed_item_class_day_id ON timed_item (class_day_id);
CREATE INDEX ix_timed_item_waiting ON timed_item (item_id, cancelled_at, publish_at);
CREATE INDEX ix_adjust_request_asker_id ON adjust_request (asker_id);
CREATE INDEX ix_adjust_request_class_day_id ON adjust_request (class_day_id);
CREATE INDEX ix_homework_sheet_day ON homework_sheet (day);
CREATE INDEX ix_homework_sheet_grade_subject ON homework_sheet (grade, subject);
CREATE INDEX ix_homework_sheet_item_id ON homework_sheet (item_id);
CREATE INDEX ix_long_task_part_task_id ON long_task_part (task_id);
CREATE INDEX ix_season_slot_programme_id ON season_slot (programme_id);
CREATE INDEX ix_walk_through_day ON walk_through (day);
CREATE INDEX ix_walk_through_programme_id ON walk_through (programme_id);
CREATE INDEX ix_provider_person_provider_id ON provider_person (provider_id);
CREATE INDEX ix_session_cover_day ON session_cover (day);
CREATE INDEX ix_session_heads_class_id ON session_heads (class_id);
CREATE INDEX ix_answer_limit_day ON answer_limit (day);
CREATE INDEX ix_outside_monitoring_start ON outside_monitoring (start);
CREATE INDEX ix_suggestion_state ON suggestion (state);
CREATE INDEX ix_suggestion_word_suggestion_id ON suggestion_word (suggestion_id);
CREATE INDEX ix_survey_closed_at ON survey (closed_at);
CREATE INDEX ix_survey_part_survey_id ON survey_part (survey_id);
COMMIT;
