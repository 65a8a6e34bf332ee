"""A small index whose words are frequent enough to be suggested."""

from pathlib import Path

import pytest

import search
from corpus import Article
from search import Engine

STORIES = [
    ("الحكومة تناقش أسعار النفط", "قال وزير الخارجية إن الرئيس عبد الله بحث أسعار النفط مع الوفد"),
    ("ارتفاع سعر الذهب", "صعدت أوقية الذهب في السوق، وقال الخبراء إن الطلب في الرياض كبير"),
    ("ترامب يلتقي بوتين", "بحث ترامب مع بوتين ملف السلام في سفر إلى موسكو، وكتبت google عن القمة"),
    ("مجلس الأمن يجتمع", "عقد مجلس الأمن جلسة عن السلام بعد الانتخابات الرئاسية في المدرسة"),
]
COPIES = 20


@pytest.fixture(scope="session")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Engine:
    folder: Path = tmp_path_factory.mktemp("suggest") / "index"
    with search.open_writer(folder) as writer:
        for copy in range(COPIES):
            for number, (title, body) in enumerate(STORIES):
                writer.add(Article(f"{copy}-{number}", title, body))
            if copy == COPIES // 2:
                writer.commit()
        writer.add(Article("gone", "المنخفض الجوي", "المنخفض " * 9))
        writer.commit()
        writer.delete("gone")
    return search.open_index(folder)
