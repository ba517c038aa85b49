"""The words of the placeholder posts, in six languages: harmless everyday subjects, whatever the label.

Not here: any real post. The text never shows why an item violates; the label alone says so.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from evenhand.simulate.chance import Flag, Whole
from evenhand.simulate.columns import Column, joined, named
from evenhand.simulate.world import LANGUAGES

OPENINGS: Mapping[str, tuple[str, ...]] = {
    "en": ("Sample post {} about ", "Sample comment {} about ", "Sample question {} about "),
    "es": ("Publicación de muestra {} sobre ", "Comentario de muestra {} sobre ", "Pregunta de muestra {} sobre "),
    "ms": ("Contoh siaran {} tentang ", "Contoh komen {} tentang ", "Contoh soalan {} tentang "),
    "zh": ("示例帖子 {}：关于", "示例评论 {}：关于", "示例提问 {}：关于"),
    "pt": ("Publicação de exemplo {} sobre ", "Comentário de exemplo {} sobre ", "Pergunta de exemplo {} sobre "),
    "th": ("โพสต์ตัวอย่าง {} เกี่ยวกับ", "ความคิดเห็นตัวอย่าง {} เกี่ยวกับ", "คำถามตัวอย่าง {} เกี่ยวกับ"),
}
SUBJECTS: Mapping[str, tuple[str, ...]] = {
    "en": ("concert tickets", "a weekend hike", "home cooking", "a football match", "a used bicycle", "garden plants",
           "a school fair", "a phone repair", "bus timetables", "knitting patterns"),
    "es": ("entradas de concierto", "una caminata", "cocina casera", "un partido de fútbol", "una bicicleta usada",
           "plantas de jardín", "una feria escolar", "un teléfono reparado", "horarios de autobús",
           "patrones para tejer"),
    "ms": ("tiket konsert", "mendaki bukit", "masakan rumah", "perlawanan bola sepak", "basikal terpakai",
           "tanaman kebun", "hari keluarga sekolah", "pembaikan telefon", "jadual bas", "corak kait"),
    "zh": ("演唱会门票", "周末徒步", "家常菜", "足球比赛", "二手自行车",
           "花园植物", "学校集市", "手机维修", "公交时刻表", "编织图样"),
    "pt": ("ingressos para um show", "uma caminhada", "comida caseira", "uma partida de futebol", "uma bicicleta usada",
           "plantas de jardim", "uma feira escolar", "conserto de celular", "horários de ônibus", "receitas de tricô"),
    "th": ("ตั๋วคอนเสิร์ต", "การเดินป่า", "อาหารทำเอง", "การแข่งขันฟุตบอล", "จักรยานมือสอง",
           "ต้นไม้ในสวน", "งานโรงเรียน", "การซ่อมโทรศัพท์", "ตารางเดินรถเมล์", "ลายถักนิตติ้ง"),
}  # fmt: skip
FORMS = 3
TOPICS = 10
TICKETS = 0
"""The subject of everything in a burst."""


def texts(language: Whole, form: Whole, topic: Whole, number: Whole) -> Column:
    """One placeholder text for each row: its language, the form of its opening, its topic and its number."""
    before, after = zip(*(opening.split("{}") for code in LANGUAGES for opening in OPENINGS[code]), strict=True)
    subjects = [subject for code in LANGUAGES for subject in SUBJECTS[code]]
    opening = language * FORMS + form
    digits = pa.array(number, pa.int64()).cast(pa.string())
    subject = named(subjects, language * TOPICS + topic)
    return joined(named(before, opening), digits, named(after, opening), subject)


def ticket_topics(topic: Whole, burst: Flag) -> Whole:
    """The topics, with that of the burst where one is."""
    return topic * ~burst + TICKETS * burst
