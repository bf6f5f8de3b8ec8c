"""What the network itself asks people to agree to."""

from tongxin.ports.consents import ConsentText

CONTACT = "contact"
"""Without this one nobody can be answered: an application must give it."""

TEXTS = (
    ConsentText(
        purpose=CONTACT,
        label="会务联系",
        version=1,
        text="同意本组织用我的手机号联系会务（通知会议、活动和培训），不作他用，不提供给第三方。",
    ),
    ConsentText(
        purpose="display",
        label="公开展示",
        version=1,
        text="同意本组织在公开页面上展示我的姓名、单位和所任职务。不同意不影响入会。",
    ),
)
