"""What lifecycle itself hands up: the files of records."""

from tongxin.lifecycle.evidence import purge_expired
from tongxin.ports.room import Room

ROOM = Room(
    name="lifecycle",
    label="佐证",
    urls="tongxin.lifecycle.urls",
    purge=purge_expired,
    words={
        "lifecycle.take_back": "撤回上一步",
        "lifecycle.evidence.attach": "添加佐证",
        "lifecycle.evidence.describe": "更正佐证说明",
        "lifecycle.evidence.withdraw": "撤回佐证",
        "lifecycle.evidence.follow": "佐证随记录转移",
        "lifecycle.evidence.purge": "删除到期佐证",
    },
)
