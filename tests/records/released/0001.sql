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
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('0001');
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
INSERT INTO "audit_entry" VALUES(1,'2026-11-23 07:00:00.000000',NULL,'operator','school_made','school:1','null','{"name":"江北实验学校"}','b1c1d8a309a2c3d5901ff25e0b766192a36f1707e4ad9a38d9cc167867299d3b','','17e7a7dd72a4a84d102861884215920d345c32a186ef8e68125390ff303559c9');
INSERT INTO "audit_entry" VALUES(2,'2026-11-23 07:00:00.000000',1,'林晓梅','homework_posted','item:1','null','{"day":"2026-11-23","items":[{"class":3,"entered_by":null,"in_school":null,"item":1,"kind":"书面","minutes":20,"staff_id":1,"subject":"数学","text":"练习册第12页","tier":"全体"},{"class":3,"entered_by":null,"in_school":null,"item":2,"kind":"口头","minutes":5,"staff_id":1,"subject":"数学","text":"口算听算","tier":"全体"},{"class":4,"entered_by":null,"in_school":null,"item":3,"kind":"书面","minutes":20,"staff_id":1,"subject":"数学","text":"练习册第12页","tier":"全体"},{"class":4,"entered_by":null,"in_school":null,"item":4,"kind":"口头","minutes":5,"staff_id":1,"subject":"数学","text":"口算听算","tier":"全体"}],"late":false,"reason":""}','9701dbf579b6586b8927c35750f32ec7a23ff1ee566615e1b9263feb9198cb50','17e7a7dd72a4a84d102861884215920d345c32a186ef8e68125390ff303559c9','4532bbf6751b604fd6d98ef469cc7b08025d4bff71933ccf4a870c10644144ea');
INSERT INTO "audit_entry" VALUES(3,'2026-11-23 07:00:00.000000',2,'陈国栋','homework_posted','item:5','null','{"day":"2026-11-23","items":[{"class":3,"entered_by":null,"in_school":10,"item":5,"kind":"书面","minutes":15,"staff_id":2,"subject":"英语","text":"抄写单词一遍","tier":"全体"}],"late":false,"reason":""}','47def77e697bfc80130e6a1dbded2781ebb0f810ec90976200268c7c063148ee','4532bbf6751b604fd6d98ef469cc7b08025d4bff71933ccf4a870c10644144ea','e17c79784ddde360731a60c3dfba2252715d03adcb5ab1bdb03a6b9fb9c4bfc2');
INSERT INTO "audit_entry" VALUES(4,'2026-11-23 07:00:00.000000',3,'王芳','homework_posted','item:6','null','{"day":"2026-11-23","items":[{"class":3,"entered_by":null,"in_school":null,"item":6,"kind":"书面","minutes":10,"staff_id":3,"subject":"语文","text":"预习第九课","tier":"全体"}],"late":false,"reason":""}','95e724f29403e89b24212090e6b0f31670f5d4f4d94d0d9733b836abc1ecd367','e17c79784ddde360731a60c3dfba2252715d03adcb5ab1bdb03a6b9fb9c4bfc2','024ffc92038206904f632b959e4066296a06c189448f901fc3bc6160cf0dc549');
INSERT INTO "audit_entry" VALUES(5,'2026-11-23 07:00:00.000000',1,'林晓梅','homework_posted','item:7','null','{"day":"2026-11-20","items":[{"class":3,"entered_by":null,"in_school":null,"item":7,"kind":"书面","minutes":25,"staff_id":1,"subject":"数学","text":"补登的练习","tier":"全体"}],"late":true,"reason":"当天停网"}','7827f997f2f05f150af5fac601ca00385d39e8b71a840670226d610eb384d649','024ffc92038206904f632b959e4066296a06c189448f901fc3bc6160cf0dc549','edd776dede6adb95b85d335399aa290de445c2d4df3c9300225435fa8fab75ef');
INSERT INTO "audit_entry" VALUES(6,'2026-11-23 07:00:00.000000',2,'陈国栋','homework_posted','item:8','null','{"day":"2026-11-23","items":[{"class":4,"entered_by":null,"in_school":null,"item":8,"kind":"书面","minutes":10,"staff_id":2,"subject":"英语","text":"要撤回的一项","tier":"全体"}],"late":false,"reason":""}','d7fd70a7c86954f28d65a2258097e5e27bde07a7092a8ead1078773367272d23','edd776dede6adb95b85d335399aa290de445c2d4df3c9300225435fa8fab75ef','7444e3eb2d8705e0dfd60b53777de8a50aa43dcc8fbb80e9245db7876db1fdbd');
INSERT INTO "audit_entry" VALUES(7,'2026-11-23 07:00:00.000000',2,'陈国栋','homework_withdrawn','item:8','{"in_school":null,"kind":"书面","minutes":10,"text":"要撤回的一项","tier":"全体"}','{"reason":"登错班级"}','69aed17c60c3c231f0638f8742645859591c7e0eed4c9566a130ac58bec08f43','7444e3eb2d8705e0dfd60b53777de8a50aa43dcc8fbb80e9245db7876db1fdbd','68d4275da3214ead8d2fa2fd04ba5bc1be9e28a7b299a0c3cc7ddc6bf233ca77');
INSERT INTO "audit_entry" VALUES(8,'2026-11-23 07:00:00.000000',1,'林晓梅','homework_corrected','item:1','{"in_school":null,"kind":"书面","minutes":20,"text":"练习册第12页","tier":"全体"}','{"in_school":null,"kind":"书面","minutes":15,"reason":"改少一些","text":"练习册第12页上半页","tier":"全体"}','ad114fcb64dbe67bf52eb76e38ec319870652625d672a788957ba570932ae8cf','68d4275da3214ead8d2fa2fd04ba5bc1be9e28a7b299a0c3cc7ddc6bf233ca77','7857c1233706dbaedecab1edbb648a3f6466de10ec81d49d46df7ea0835b552e');
INSERT INTO "audit_entry" VALUES(9,'2026-11-23 07:00:00.000000',4,'罗建军','none_declared','none:1','null','{"class":1,"day":"2026-11-23","subject":"语文","whole_class":true}','262d61bae26b3724f0ddf478b926e90297c25c17498d2cc0dacbaed675edd5c6','7857c1233706dbaedecab1edbb648a3f6466de10ec81d49d46df7ea0835b552e','6b2d5f7408ac2fc852191733921eb8a6187b60b3cb9c1dc430b88d3b2bff997c');
INSERT INTO "audit_entry" VALUES(10,'2026-11-23 07:00:00.000000',NULL,'operator','profile_added','profile:2','{"changed":{"optional_limit":"20"}}','{"changed":{"optional_limit":"15"},"valid_from":"2026-11-23"}','ef288af0fe3ff05a4b1bed817d4b8245114f0cb8b98611e750df04710f98005f','6b2d5f7408ac2fc852191733921eb8a6187b60b3cb9c1dc430b88d3b2bff997c','82cb48dcadf7cf188a4e9a971af32d01bf7f90ae3ce361f35c26e1e1ad54d26e');
INSERT INTO "audit_entry" VALUES(11,'2026-11-23 11:00:00.000000',6,'何秀英','session_logged','session:1','null','{"content":"完成作业、答疑","day":"2026-11-23","end":1020,"expected":76,"held":true,"present":74,"programme":"hw3","reason":"","staff_id":1,"start":960}','7b880c62f102ea7ab9c00e5d4b1be24282ab9363fec555322f5cb58f51874959','82cb48dcadf7cf188a4e9a971af32d01bf7f90ae3ce361f35c26e1e1ad54d26e','c36687987be1789be4b2a59e05d79dc59dbeb6f9f06b680291e4bde9f471d38a');
CREATE TABLE audit_head (
	id INTEGER NOT NULL, 
	n INTEGER NOT NULL, 
	hash VARCHAR(64) NOT NULL, 
	CONSTRAINT pk_audit_head PRIMARY KEY (id)
);
INSERT INTO "audit_head" VALUES(1,11,'c36687987be1789be4b2a59e05d79dc59dbeb6f9f06b680291e4bde9f471d38a');
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
	joined INTEGER NOT NULL, 
	CONSTRAINT pk_class_count PRIMARY KEY (id), 
	CONSTRAINT fk_class_count_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT uq_class_count_class_id_valid_from UNIQUE (class_id, valid_from)
);
INSERT INTO "class_count" VALUES(1,1,'2026-09-01',40,38,38);
INSERT INTO "class_count" VALUES(2,2,'2026-09-01',40,38,38);
INSERT INTO "class_count" VALUES(3,3,'2026-09-01',40,38,38);
INSERT INTO "class_count" VALUES(4,4,'2026-09-01',40,38,38);
INSERT INTO "class_count" VALUES(5,5,'2026-09-01',40,38,38);
INSERT INTO "class_count" VALUES(6,6,'2026-09-01',40,38,38);
INSERT INTO "class_count" VALUES(7,7,'2026-09-01',40,38,38);
INSERT INTO "class_count" VALUES(8,8,'2026-09-01',40,38,38);
INSERT INTO "class_count" VALUES(9,9,'2026-09-01',40,38,38);
INSERT INTO "class_count" VALUES(10,10,'2026-09-01',40,38,38);
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
	version INTEGER NOT NULL, 
	CONSTRAINT pk_class_day PRIMARY KEY (id), 
	CONSTRAINT fk_class_day_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT uq_class_day_class_id_day UNIQUE (class_id, day)
);
INSERT INTO "class_day" VALUES(1,3,'2026-11-23',40,30,0,15,5,4,0,0,4);
INSERT INTO "class_day" VALUES(2,4,'2026-11-23',20,20,0,0,0,2,0,0,3);
INSERT INTO "class_day" VALUES(3,3,'2026-11-20',25,25,0,0,0,1,1,0,1);
INSERT INTO "class_day" VALUES(4,1,'2026-11-23',0,0,0,0,0,0,0,1,1);
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
	occurrence INTEGER, 
	CONSTRAINT pk_homework_item PRIMARY KEY (id), 
	CONSTRAINT fk_homework_item_class_day_id FOREIGN KEY(class_day_id) REFERENCES class_day (id), 
	CONSTRAINT fk_homework_item_entered_by FOREIGN KEY(entered_by) REFERENCES staff (id), 
	CONSTRAINT fk_homework_item_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id)
);
INSERT INTO "homework_item" VALUES(1,1,'数学',1,NULL,'练习册第12页上半页','书面','全体',15,NULL,'2026-11-23 07:00:00.000000',0,'',NULL,2,NULL,NULL,NULL);
INSERT INTO "homework_item" VALUES(2,1,'数学',1,NULL,'口算听算','口头','全体',5,NULL,'2026-11-23 07:00:00.000000',0,'',NULL,1,NULL,NULL,NULL);
INSERT INTO "homework_item" VALUES(3,2,'数学',1,NULL,'练习册第12页','书面','全体',20,NULL,'2026-11-23 07:00:00.000000',0,'',NULL,1,NULL,NULL,NULL);
INSERT INTO "homework_item" VALUES(4,2,'数学',1,NULL,'口算听算','口头','全体',5,NULL,'2026-11-23 07:00:00.000000',0,'',NULL,1,NULL,NULL,NULL);
INSERT INTO "homework_item" VALUES(5,1,'英语',2,NULL,'抄写单词一遍','书面','全体',15,10,'2026-11-23 07:00:00.000000',0,'',NULL,1,NULL,NULL,NULL);
INSERT INTO "homework_item" VALUES(6,1,'语文',3,NULL,'预习第九课','书面','全体',10,NULL,'2026-11-23 07:00:00.000000',0,'',NULL,1,NULL,NULL,NULL);
INSERT INTO "homework_item" VALUES(7,3,'数学',1,NULL,'补登的练习','书面','全体',25,NULL,'2026-11-23 07:00:00.000000',1,'当天停网',NULL,1,NULL,NULL,NULL);
INSERT INTO "homework_item" VALUES(8,2,'英语',2,NULL,'要撤回的一项','书面','全体',10,NULL,'2026-11-23 07:00:00.000000',0,'','2026-11-23 07:00:00.000000',2,NULL,NULL,NULL);
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
INSERT INTO "homework_none" VALUES(1,4,'语文',4,0,'2026-11-23 07:00:00.000000',NULL,NULL);
INSERT INTO "homework_none" VALUES(2,4,'',NULL,1,'2026-11-23 07:00:00.000000',NULL,NULL);
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
INSERT INTO "policy_profile" VALUES(1,'2026-09-01','{"basis":{"caps":"C10 教基厅函〔2021〕13号，按班按日执行为学校从严执行","evening_stop_middle":"教基厅函〔2021〕11号","evening_stop_primary":"教基厅函〔2021〕11号","holiday_caps":"C10 中办发〔2021〕40号，每日分钟数学校自定","in_school_share_middle":"C13 教基厅函〔2021〕13号，比例为学校参考线，非国家指标","in_school_share_primary":"C13 教基厅函〔2021〕13号，比例为学校参考线，非国家指标","late_after":"C8 学校自定","low_grade_declaration":"C8 学校自定","near_cap":"C10 学校自定","no_homework_weekday":"X3 学校自定","offwork":"C16 中办发〔2021〕40号，时间按当地规定填写","optional_limit":"C10 学校自定","over_cap_record":"C10 学校自定","period_minutes_middle":"C53 学校自定","period_minutes_primary":"C53 学校自定","publish_by":"C8 学校自定","service_earliest_end":"C16 中办发〔2021〕40号，时间按当地规定填写","service_gap":"C15 学校自定","service_minutes":"C15 中办发〔2021〕40号","tier_mode":"C12 教基厅函〔2021〕13号，计算方式学校自定"},"caps":[0,0,60,60,60,60,90,90,90],"evening_stop_middle":"22:00","evening_stop_primary":"21:20","holiday_caps":[0,0,60,60,60,60,90,90,90],"in_school_share_middle":"0.5","in_school_share_primary":"0.8","late_after":null,"low_grade_declaration":"weekly","near_cap":"0.9","no_homework_weekday":null,"offwork":"17:30","optional_limit":20,"over_cap_record":true,"period_minutes_middle":45,"period_minutes_primary":40,"publish_by":"16:00","service_earliest_end":"17:30","service_gap":15,"service_minutes":120,"tier_mode":"one","valid_from":"2026-09-01"}');
INSERT INTO "policy_profile" VALUES(2,'2026-11-23','{"basis":{"caps":"C10 教基厅函〔2021〕13号，按班按日执行为学校从严执行","evening_stop_middle":"教基厅函〔2021〕11号","evening_stop_primary":"教基厅函〔2021〕11号","holiday_caps":"C10 中办发〔2021〕40号，每日分钟数学校自定","in_school_share_middle":"C13 教基厅函〔2021〕13号，比例为学校参考线，非国家指标","in_school_share_primary":"C13 教基厅函〔2021〕13号，比例为学校参考线，非国家指标","late_after":"C8 学校自定","low_grade_declaration":"C8 学校自定","near_cap":"C10 学校自定","no_homework_weekday":"X3 学校自定","offwork":"C16 中办发〔2021〕40号，时间按当地规定填写","optional_limit":"C10 学校自定","over_cap_record":"C10 学校自定","period_minutes_middle":"C53 学校自定","period_minutes_primary":"C53 学校自定","publish_by":"C8 学校自定","service_earliest_end":"C16 中办发〔2021〕40号，时间按当地规定填写","service_gap":"C15 学校自定","service_minutes":"C15 中办发〔2021〕40号","tier_mode":"C12 教基厅函〔2021〕13号，计算方式学校自定"},"caps":[0,0,60,60,60,60,90,90,90],"evening_stop_middle":"22:00","evening_stop_primary":"21:20","holiday_caps":[0,0,60,60,60,60,90,90,90],"in_school_share_middle":"0.5","in_school_share_primary":"0.8","late_after":null,"low_grade_declaration":"weekly","near_cap":"0.9","no_homework_weekday":null,"offwork":"17:30","optional_limit":15,"over_cap_record":true,"period_minutes_middle":45,"period_minutes_primary":40,"publish_by":"16:00","service_earliest_end":"17:30","service_gap":15,"service_minutes":120,"tier_mode":"one","valid_from":"2026-11-23"}');
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
	active BOOLEAN NOT NULL, 
	CONSTRAINT pk_programme PRIMARY KEY (id), 
	CONSTRAINT fk_programme_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT fk_programme_term_id FOREIGN KEY(term_id) REFERENCES term (id), 
	CONSTRAINT uq_programme_term_id_code UNIQUE (term_id, code)
);
INSERT INTO "programme" VALUES(1,1,'hw3','三年级作业辅导','作业辅导','3',1,'','A102',1);
INSERT INTO "programme" VALUES(2,1,'club3','科学社团','社团','3',4,'','A102',1);
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
INSERT INTO "record_digest" VALUES(3,1,'profile:1','44893c227c477ee8d4df44174c30aa8efcc63b52f63f916b6c2ebd0e5959d1db');
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
INSERT INTO "record_digest" VALUES(72,2,'item:1','14f41375b572766bfd2d2673e7b00eb6f2904f53732a597645bdb9be49e32a56');
INSERT INTO "record_digest" VALUES(73,2,'item:2','81d98ea85b08f2824104bdeda4f5118fb61ac1d81fab10fda2acabf14f113de3');
INSERT INTO "record_digest" VALUES(74,2,'day:1','1ed471992cb24991575dd9a09f2d87ad957f1f7f2fbf607d8ac16529eafa40e9');
INSERT INTO "record_digest" VALUES(75,2,'item:3','2af601c841460dcc97451d4001b347308cb117bbc32affb68ed81449e83206fe');
INSERT INTO "record_digest" VALUES(76,2,'item:4','12e8d330bb13345bf5e300d91faf4f852b4c12d6498234d75ca14a0b784bdead');
INSERT INTO "record_digest" VALUES(77,2,'day:2','01d49fdc2f3ac1a96a8c2b55801426cee414ab8e9ea0ab5464e1f67a6d92ac8d');
INSERT INTO "record_digest" VALUES(78,3,'item:5','ea1e8bb383ac604cad226385179378ec723a64fdda3f9265b42c20b345778091');
INSERT INTO "record_digest" VALUES(79,3,'day:1','da8ab03b837db6e532cef3737cb6263a4dbcf025cf74a1bd3ae0bbb8b77db0a2');
INSERT INTO "record_digest" VALUES(80,4,'item:6','d8257b8cd8ccaf4130518df59e09db79ee814048404765033da397c811beea9b');
INSERT INTO "record_digest" VALUES(81,4,'day:1','05a9913ae6ed2fd8cb2d1471798923f2eea714cae854fe3752704e625f6e216b');
INSERT INTO "record_digest" VALUES(82,5,'item:7','dbe62530c2ed255614243d44c09156f1c6bdfe11d9de4ce6d8d768a9d4e1f5be');
INSERT INTO "record_digest" VALUES(83,5,'day:3','189b2e918bbaadc375a7baffa3eef67d27af09952b9f218b453ae1fcaf95d2ec');
INSERT INTO "record_digest" VALUES(84,6,'item:8','edf9d903d716e9e647dac2615274c5c9a2394757849e04efe5b4045e0840dea8');
INSERT INTO "record_digest" VALUES(85,6,'day:2','e3d130957af924a0776e2faaab037213bae3418e45fbe620843cce74c2f6bff8');
INSERT INTO "record_digest" VALUES(86,7,'item:8','b3f9d3489fe99c408784d711103e0d8b5e0945de93803a5c5960a1c056ac4954');
INSERT INTO "record_digest" VALUES(87,7,'day:2','0acbf9ea79c722fa6f3b24b030e8b6804686a2e5e7626ac7571576e5b9ae63b1');
INSERT INTO "record_digest" VALUES(88,8,'item:1','2f1c12577e381f45beb24dc39ce3ddc8ff0362b7b615978ac119f03527781ce3');
INSERT INTO "record_digest" VALUES(89,8,'day:1','dc8fd1e06d6aab6fd325485a90028335f9cb052bae3d7ffd9ccbc162bb5c022a');
INSERT INTO "record_digest" VALUES(90,9,'none:1','518104916e7eb33519332fcdc371e9bd227f7a0cb6d661cf53c97a14bfced3a5');
INSERT INTO "record_digest" VALUES(91,9,'none:2','ea5fcc7cd0012f8f5603601ceda04a3ef45bccea512b2288ff5e60a8ee652f9a');
INSERT INTO "record_digest" VALUES(92,9,'day:4','0066daf5861b452dc8d37838dbd6ba9dcb1b3c9baa9a9d475f3bdd0bc385f748');
INSERT INTO "record_digest" VALUES(93,10,'profile:2','207c9520cc59e19e7f837a3153db93eb2a1deedf282b0a17a4761a7bffea9d61');
INSERT INTO "record_digest" VALUES(94,11,'session:1','a2b62d9f4ea8653fe932cbbcaf96f75be039f22e77205286c2b62c246a3613cd');
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
INSERT INTO "request_key" VALUES(1,1,'k1','84f16341af8a123fbcd07cc8504e652e47f021cd787664d8e4a715f6779e90ec','[[1, 2, 3, 4], [3, 4], []]','2026-11-23 07:00:00.000000');
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
	import_id INTEGER, 
	CONSTRAINT pk_service_session PRIMARY KEY (id), 
	CONSTRAINT fk_service_session_logged_by FOREIGN KEY(logged_by) REFERENCES staff (id), 
	CONSTRAINT fk_service_session_programme_id FOREIGN KEY(programme_id) REFERENCES programme (id), 
	CONSTRAINT fk_service_session_staff_id FOREIGN KEY(staff_id) REFERENCES staff (id), 
	CONSTRAINT uq_service_session_programme_id_day_start UNIQUE (programme_id, day, start)
);
INSERT INTO "service_session" VALUES(1,1,'2026-11-23',960,1020,1,76,74,1,'完成作业、答疑','','2026-11-23 11:00:00.000000',6,1,NULL);
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
	import_id INTEGER, 
	CONSTRAINT pk_time_sample PRIMARY KEY (id), 
	CONSTRAINT fk_time_sample_class_id FOREIGN KEY(class_id) REFERENCES school_class (id), 
	CONSTRAINT uq_time_sample_class_id_day UNIQUE (class_id, day)
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
COMMIT;
