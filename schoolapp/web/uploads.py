"""Files that people hand in and get back: what is wrong with one in words, and how a kept paper is answered."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, request, send_file

from schoolapp.services.files import PaperFile
from schoolapp.web.language import _
from schoolapp.words import N_

# Types by name too, so that files of the right kinds are offered.
ACCEPTED = "image/jpeg,image/png,image/webp,application/pdf,.docx,.xlsx,.pptx"

_TOO_BIG = N_("文件超过 %(most)s MB，请缩小后再选")
FILE_WORDS = {
    "required": N_("请拍一张照片，或者选择一个文件"),
    "both": N_("拍照和选择文件只能用一样，请重新选择"),
    "empty": N_("文件是空的，请重新选择"),
    "large": _TOO_BIG,
    "type": N_("只收照片（JPEG、PNG、WebP）、PDF 和 Office 文件（docx、xlsx、pptx）"),
    "heic": N_("这是苹果手机的 HEIC 照片，许多电脑打不开。请在手机“设置 > 相机 > 格式”里选“兼容性最佳”再拍，或者截屏后上传"),
    "old_office": N_("这是旧格式或加了密码的 Office 文件，请去掉密码，另存为 docx、xlsx 或 pptx 后再选"),
    "damaged": N_("文件不完整或已损坏，请重新拍照或另存一份"),
    "declarations": N_("文件不完整或已损坏，请重新拍照或另存一份"),
    "too_many_pixels": N_("照片超过 %(most)s00 万像素，请缩小后再选"),
    "too_slow": N_("文件太复杂，检查不完。请换一份简单些的，或者拍成照片"),
    "too_heavy": N_("文件太复杂，检查不完。请换一份简单些的，或者拍成照片"),
    "too_large_unpacked": N_("文件展开后超过 %(most)s MB，请换一份小些的，或者拍成照片"),
    "too_many_members": N_("文件里的部件超过 %(most)s 个，请换一份小些的，或者拍成照片"),
    "locked": N_("文件有密码，请去掉密码再选"),
    "macros": N_("文件里有宏或控件，请另存为不带宏的格式再选"),
    "office_outside": N_("文件里有连到外部的图片或模板，请改为嵌入，或者另存为 PDF"),
    "office_picture": N_("文件里有的图片去不掉拍摄信息，请截屏后重新插入，或者另存为 PDF"),
    "office_media": N_("文件里有音频或视频，请删去后再选，或者另存为 PDF"),
    "office_carries": N_("文件里嵌着别的程序或文件，请删去后再选，或者另存为 PDF"),
    "pdf_locked": N_("这份 PDF 有密码或加了限制，请去掉后再选"),
    "pdf_active": N_("这份 PDF 里有脚本或可运行的动作，请用“打印为 PDF”另存一份，再选新的一份"),
    "pdf_carries": N_("这份 PDF 里夹带了别的文件，请用“打印为 PDF”另存一份，再选新的一份"),
    "pdf_picture": N_("这份 PDF 里有的图片去不掉拍摄信息，请用“打印为 PDF”另存一份，或者拍成照片"),
}


def file_sentence(code: str, values: Mapping[str, Any]) -> str:
    """What is wrong with a file that was handed in, in the reader's language."""
    return _(FILE_WORDS.get(code, FILE_WORDS["damaged"]), **values)


def hand_out(paper: PaperFile) -> Response:
    """The content: always as a download, but for a picture that stands in a page. Nothing in it may run or load anything."""
    inline = paper.picture and "download" not in request.args
    response: Response = send_file(paper.path, mimetype=paper.type, as_attachment=not inline, download_name=paper.name, max_age=0, conditional=False)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response
