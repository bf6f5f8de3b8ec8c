"""What the pages most often opened cost: queries, CPU milliseconds of one request and kB, the page of an empty form as 1.

    python bench/pages.py [DATA FOLDER]

Reads a data folder that holds the demonstration (default: that of the settings) and writes nothing.
"""

import os
import sys
from statistics import median
from time import process_time

ROUNDS = 7
BASELINE = "/check/"
PAGES = (
    "/",
    "/organisations/",
    "/organisations/{network_organisation}/",
    "/bases/",
    "/bases/{network_base}/",
    "/people/",
    "/people/{network_person}/",
    "/training/",
    "/training/{training_trainingclass}/",
    "/returns/",
    "/returns/grid/",
    "/returns/grid/?year=2021",
    "/returns/late/",
    "/board/",
    "/reports/",
    "/journal/",
    "/figures/training.classes?place=430000",
)


def main() -> None:
    """Print one line a page: queries, CPU milliseconds, the ratio to the baseline."""
    if len(sys.argv) > 1:
        os.environ["TONGXIN_DATA"] = sys.argv[1]
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tongxin.project.settings")
    import django  # noqa: PLC0415 - the folder is chosen before settings are read

    django.setup()
    from django.conf import settings  # noqa: PLC0415 - as above
    from django.contrib.auth import get_user_model  # noqa: PLC0415 - as above
    from django.db import connection  # noqa: PLC0415 - as above
    from django.test import Client  # noqa: PLC0415 - as above
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415 - as above

    settings.ALLOWED_HOSTS = ["*"]
    settings.MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"
    client = Client()
    active = get_user_model().objects.filter(is_active=True)
    client.force_login(active.filter(username="sheng").first() or active.order_by("pk")[0])
    numbers = {}
    with connection.cursor() as cursor:
        for table in ("network_organisation", "network_base", "network_person", "training_trainingclass"):
            cursor.execute(f"SELECT min(id) FROM {table}")
            numbers[table] = cursor.fetchone()[0]

    def cost(address: str) -> tuple[int, float, int, float]:
        response = client.get(address, secure=True)
        times = []
        for _ in range(ROUNDS):
            with CaptureQueriesContext(connection) as queries:
                begun = process_time()
                response = client.get(address, secure=True)
                times.append(1000 * (process_time() - begun))
        return len(queries), median(times), response.status_code, len(response.content) / 1000

    _, unit, _, weight = cost(BASELINE)
    print(f"{BASELINE:44} {'':3} 次查询 {unit:8.1f} 毫秒   1.00  {weight:6.1f} kB")
    for page in PAGES:
        address = page.format(**numbers)
        queries, spent, status, weight = cost(address)
        print(f"{address:44} {queries:3} 次查询 {spent:8.1f} 毫秒 {spent / unit:6.2f}  {weight:6.1f} kB  {status}")


if __name__ == "__main__":
    main()
