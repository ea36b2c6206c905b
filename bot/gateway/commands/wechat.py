"""`baowen wechat`: the Official Account."""

import typer

from bot.gateway.commands.console import configured, fail, run

wechat = typer.Typer(help="微信服务号。", no_args_is_help=True)


@wechat.command("menu")
def wechat_menu() -> None:
    """创建服务号的自定义菜单；已有的会被替换，客户五分钟内看到。"""
    from bot.channels.tencent.errcodes import meaning
    from bot.channels.tencent.errors import ApiError, CallError
    from bot.channels.wechat import menu
    from bot.gateway.channels import wechat_client
    from kernel.clock import SystemClock

    settings = configured()
    if settings.wechat_app_id is None:
        fail("没有设置服务号：BAOWEN_WECHAT_APP_ID 等，见 docs/settings.md")

    async def create() -> None:
        try:
            async with wechat_client(settings, SystemClock(settings.clock_offset)) as client:
                await menu.create(client)
        except ApiError as error:
            fail(f"微信返回 {error.errcode}：{meaning(error.errcode).words}")
        except CallError as error:
            fail(f"连不上微信接口 {settings.wechat_api_base}：{error.data.get('reason')}")
        typer.echo("已创建菜单：" + "、".join(button["name"] for button in menu.definition()["button"]))

    run(create())
