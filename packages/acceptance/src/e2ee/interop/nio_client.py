"""A client made of matrix-nio, driven by one JSON command a line on standard input; answers and events come as JSON lines."""

import asyncio
import io
import json
import sys
import tempfile

from nio import (
    AsyncClient,
    AsyncClientConfig,
    MegolmEvent,
    RoomEncryptedFile,
    RoomMessageText,
)
from nio.crypto.attachments import decrypt_attachment


def tell(**message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


async def main(base_url, user_id, password):
    with tempfile.TemporaryDirectory() as store:
        config = AsyncClientConfig(encryption_enabled=True, store_sync_tokens=True)
        client = AsyncClient(base_url, user_id, store_path=store, config=config)
        await client.login(password)

        async def on_text(room, event):
            tell(event="text", roomId=room.room_id, eventId=event.event_id, body=event.body)

        async def on_undecrypted(room, event):
            tell(event="undecrypted", roomId=room.room_id, eventId=event.event_id)

        async def on_file(room, event):
            answer = await client.download(mxc=event.url)
            plain = decrypt_attachment(answer.body, event.key["k"], event.hashes["sha256"], event.iv)
            tell(event="file", roomId=room.room_id, eventId=event.event_id, text=plain.decode())

        client.add_event_callback(on_text, RoomMessageText)
        client.add_event_callback(on_undecrypted, MegolmEvent)
        client.add_event_callback(on_file, RoomEncryptedFile)
        await client.sync(timeout=0, full_state=True)
        if client.should_upload_keys:
            await client.keys_upload()
        tell(event="ready", userId=client.user_id, deviceId=client.device_id)
        syncing = asyncio.create_task(client.sync_forever(timeout=10_000, full_state=True))

        loop = asyncio.get_running_loop()
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            command = json.loads(line)
            if command["type"] == "join":
                await client.join(command["roomId"])
                tell(event="done")
            if command["type"] == "text":
                content = {"msgtype": "m.text", "body": command["body"]}
                sent = await client.room_send(
                    command["roomId"], "m.room.message", content, ignore_unverified_devices=True
                )
                tell(event="done", eventId=sent.event_id)
            if command["type"] == "file":
                plain = command["text"].encode()
                uploaded, keys = await client.upload(
                    lambda *_: io.BytesIO(plain), content_type="text/plain", encrypt=True, filesize=len(plain)
                )
                content = {"msgtype": "m.file", "body": command["name"], "file": {**keys, "url": uploaded.content_uri}}
                sent = await client.room_send(
                    command["roomId"], "m.room.message", content, ignore_unverified_devices=True
                )
                tell(event="done", eventId=sent.event_id)
        syncing.cancel()
        await client.close()


asyncio.run(main(*sys.argv[1:4]))
