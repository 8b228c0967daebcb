"""A real LSP client, pygls, with the house's documents: it breaks a buffer and mends it, hovers, completes, goes to
definitions, renames a param, applies the edit, and has the result checked by the program itself."""

import asyncio
import os
import pathlib
import shutil
import subprocess
import tempfile
import urllib.parse

from lsprotocol import types
from pygls.lsp.client import LanguageClient

from stranger import check, done, equal

PROGRAM = os.environ["POLYTRADERS"]
HOUSE = pathlib.Path(__file__).resolve().parents[3]
BOT = "bots/queue-warden.yaml"
POLICY = "policies/execution.yaml"


class Editor:
    """The client with its buffers."""

    def __init__(self, root):
        self.root = root
        self.client = LanguageClient("editor", "1")
        self.texts = {}
        self.versions = {}
        self.found = {}
        self.news = asyncio.Event()
        self.shown = []

        @self.client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
        def published(params):
            self.found[params.uri] = params
            self.news.set()

        @self.client.feature(types.WINDOW_SHOW_MESSAGE)
        def message(params):
            self.shown.append(params.message)

        @self.client.feature(types.CLIENT_REGISTER_CAPABILITY)
        def register(params):
            return None

    def uri(self, path):
        return (self.root / path).as_uri()

    def open(self, path):
        self.texts[path] = (self.root / path).read_text(encoding="utf-8")
        self.versions[path] = 1
        self.client.text_document_did_open(
            types.DidOpenTextDocumentParams(
                text_document=types.TextDocumentItem(
                    uri=self.uri(path), language_id="yaml", version=1, text=self.texts[path]
                )
            )
        )

    def position(self, path, piece, within=0, text=None):
        """The place of a piece of a text, `within` characters behind its beginning, in UTF-16 units."""
        text = self.texts[path] if text is None else text
        offset = text.index(piece) + within
        line = text.count("\n", 0, offset)
        start = text.rfind("\n", 0, offset) + 1
        units = len(text[start:offset].encode("utf-16-le")) // 2
        return types.Position(line=line, character=units)

    def edit(self, path, old, new):
        """Replaces a piece, as typing does: only the range goes over the wire."""
        text = self.texts[path]
        offset = text.index(old)
        start = self.position(path, old)
        end = self.position(path, old, len(old))
        self.texts[path] = text[:offset] + new + text[offset + len(old):]
        self.versions[path] += 1
        self.client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                text_document=types.VersionedTextDocumentIdentifier(
                    uri=self.uri(path), version=self.versions[path]
                ),
                content_changes=[
                    types.TextDocumentContentChangePartial(
                        range=types.Range(start=start, end=end), text=new
                    )
                ],
            )
        )

    async def codes(self, path):
        """The codes of the findings about the text as it stands."""
        for _ in range(200):
            params = self.found.get(self.uri(path))
            if params and params.version == self.versions[path]:
                return sorted(finding.code for finding in params.diagnostics)
            self.news.clear()
            try:
                await asyncio.wait_for(self.news.wait(), 1)
            except asyncio.TimeoutError:
                pass
        return None

    def at(self, path, piece, within=0):
        return {
            "text_document": types.TextDocumentIdentifier(uri=self.uri(path)),
            "position": self.position(path, piece, within),
        }

    def piece(self, path, range_):
        """What a range covers."""
        lines = self.texts[path].split("\n")

        def cut(position):
            units = lines[position.line].encode("utf-16-le")[: 2 * position.character]
            before = sum(len(line) + 1 for line in lines[: position.line])
            return before + len(units.decode("utf-16-le"))

        return self.texts[path][cut(range_.start):cut(range_.end)]

    def path(self, uri):
        return str(pathlib.Path(urllib.parse.unquote(uri.removeprefix("file://"))).relative_to(self.root))


async def visit(editor):
    client = editor.client
    await client.start_io(PROGRAM, "lsp")
    answer = await client.initialize_async(
        types.InitializeParams(
            process_id=os.getpid(),
            root_uri=editor.root.as_uri(),
            capabilities=types.ClientCapabilities(
                general=types.GeneralClientCapabilities(
                    position_encodings=[types.PositionEncodingKind.Utf16]
                ),
                text_document=types.TextDocumentClientCapabilities(
                    hover=types.HoverClientCapabilities(
                        content_format=[types.MarkupKind.Markdown]
                    ),
                    publish_diagnostics=types.PublishDiagnosticsClientCapabilities(
                        related_information=True
                    ),
                    document_symbol=types.DocumentSymbolClientCapabilities(
                        hierarchical_document_symbol_support=True
                    ),
                ),
                workspace=types.WorkspaceClientCapabilities(
                    workspace_edit=types.WorkspaceEditClientCapabilities(document_changes=True),
                    did_change_watched_files=types.DidChangeWatchedFilesClientCapabilities(
                        dynamic_registration=True
                    ),
                ),
            ),
        )
    )
    equal("encoding", answer.capabilities.position_encoding, types.PositionEncodingKind.Utf16)
    equal("server", answer.server_info.name, "polytraders")
    client.initialized(types.InitializedParams())

    for path in [BOT, POLICY]:
        editor.open(path)
    equal("clean bot", await editor.codes(BOT), [])
    equal("clean policy", await editor.codes(POLICY), [])

    # Broken and mended.
    editor.edit(BOT, "age > params.stale_ttl_s", "age > params.stale_tll_s")
    equal("misspelt param", await editor.codes(BOT), ["PT0310"])
    finding = editor.found[editor.uri(BOT)].diagnostics[0]
    equal("marked", editor.piece(BOT, finding.range), "params.stale_tll_s")
    check("did you mean", "did you mean 'params.stale_ttl_s'?" in finding.message, finding.message)
    actions = await client.text_document_code_action_async(
        types.CodeActionParams(
            text_document=types.TextDocumentIdentifier(uri=editor.uri(BOT)),
            range=finding.range,
            context=types.CodeActionContext(diagnostics=[finding]),
        )
    )
    equal("action", [action.title for action in actions], ["Change to 'params.stale_ttl_s'"])
    editor.edit(BOT, "stale_tll_s", "stale_ttl_s")
    equal("mended", await editor.codes(BOT), [])
    editor.edit(POLICY, "value: 45s", "value: 45 ticks")
    equal("wrong unit", await editor.codes(POLICY), ["PT0210"])
    editor.edit(POLICY, "value: 45 ticks", "value: 45s")
    equal("mended again", await editor.codes(POLICY), [])

    # Columns behind what is wider than one unit.
    editor.edit(POLICY, 'why: "half-life', 'why: "😀 half-life')
    editor.edit(POLICY, "drift_ticks_threshold: {", "drift_ticks_threshold: { # 😀\n         ")
    equal("wide letters", await editor.codes(POLICY), [])
    editor.edit(POLICY, '😀 half-life of the strategy\'s fair value"', '😀", vaule: 1')
    equal("behind a wide letter", "PT0203" in (await editor.codes(POLICY)), True)
    wrong = [f for f in editor.found[editor.uri(POLICY)].diagnostics if f.code == "PT0203"][0]
    equal("the place behind it", editor.piece(POLICY, wrong.range), "vaule")
    editor.edit(POLICY, '😀", vaule: 1', 'half-life"')
    equal("mended a third time", await editor.codes(POLICY), [])

    # Questions.
    hover = await client.text_document_hover_async(
        types.HoverParams(**editor.at(BOT, "params.stale_ttl_s", 9))
    )
    for piece in ["duration", "5s to 10m", "how long an order may rest", "**45s**"]:
        check(f"hover has {piece}", piece in hover.contents.value, hover.contents.value)
    equal("hover range", editor.piece(BOT, hover.range), "stale_ttl_s")

    listed = await client.text_document_completion_async(
        types.CompletionParams(**editor.at(BOT, "params.stale_ttl_s", 7))
    )
    labels = [item.label for item in listed.items]
    equal(
        "completion",
        sorted(labels),
        ["cancel_replace_per_min_cap", "drift_ticks_threshold", "min_queue_position", "stale_ttl_s"],
    )

    places = await client.text_document_definition_async(
        types.DefinitionParams(**editor.at(POLICY, "stale_ttl_s: {", 2))
    )
    equal("definition file", [editor.path(place.uri) for place in places], [BOT])
    equal("definition", editor.piece(BOT, places[0].range), "stale_ttl_s")

    symbols = await client.text_document_document_symbol_async(
        types.DocumentSymbolParams(
            text_document=types.TextDocumentIdentifier(uri=editor.uri(BOT))
        )
    )
    equal("symbols", [symbol.name for symbol in symbols], ["apiVersion", "kind", "metadata", "spec"])

    # A rename, applied to the folder and checked by the program.
    references = await client.text_document_references_async(
        types.ReferenceParams(
            **editor.at(BOT, "params.stale_ttl_s", 9),
            context=types.ReferenceContext(include_declaration=True),
        )
    )
    edit = await client.text_document_rename_async(
        types.RenameParams(**editor.at(BOT, "params.stale_ttl_s", 9), new_name="longest_rest_s")
    )
    changed = {editor.path(change.text_document.uri): change for change in edit.document_changes}
    equal("renamed documents", sorted(changed), [BOT, POLICY])
    equal("renamed places", sum(len(c.edits) for c in changed.values()), len(references))
    equal(
        "versions of the rename",
        [changed[path].text_document.version for path in [BOT, POLICY]],
        [editor.versions[path] for path in [BOT, POLICY]],
    )
    for path, change in changed.items():
        pieces = {editor.piece(path, one.range) for one in change.edits}
        equal(f"only the name in {path}", pieces, {"stale_ttl_s"})
        for one in sorted(change.edits, key=lambda e: (e.range.start.line, e.range.start.character))[::-1]:
            lines = editor.texts[path].split("\n")
            line = lines[one.range.start.line].encode("utf-16-le")
            line = (
                line[: 2 * one.range.start.character]
                + one.new_text.encode("utf-16-le")
                + line[2 * one.range.end.character:]
            )
            lines[one.range.start.line] = line.decode("utf-16-le")
            editor.texts[path] = "\n".join(lines)
        (editor.root / path).write_text(editor.texts[path], encoding="utf-8")
        editor.versions[path] += 1
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(
                text_document=types.VersionedTextDocumentIdentifier(
                    uri=editor.uri(path), version=editor.versions[path]
                ),
                content_changes=[types.TextDocumentContentChangeWholeDocument(text=editor.texts[path])],
            )
        )
    equal("bot after the rename", await editor.codes(BOT), [])
    equal("policy after the rename", await editor.codes(POLICY), [])
    program = subprocess.run(
        [PROGRAM, "check", str(editor.root)], capture_output=True, text=True, check=False
    )
    equal("check after the rename", program.returncode, 0)

    try:
        await client.text_document_rename_async(
            types.RenameParams(**editor.at(BOT, "params.longest_rest_s", 9), new_name="rest_ticks")
        )
        check("a name against its unit", False, "it was accepted")
    except Exception as refusal:  # pygls raises its own types
        check("a name against its unit", "_ticks" in str(refusal), str(refusal))

    await client.shutdown_async(None)
    client.exit(None)
    server = client._server
    equal("exit code", await asyncio.wait_for(server.wait(), 20), 0)


def main():
    with tempfile.TemporaryDirectory() as folder:
        # A blank and a letter that URIs write in another way.
        root = pathlib.Path(folder).resolve() / "désk one"
        root.mkdir()
        for name in ["bots", "policies", "specs", "tests"]:
            shutil.copytree(HOUSE / name, root / name)
        asyncio.run(visit(Editor(root)))

    gone = subprocess.run([PROGRAM, "lsp"], input=b"", capture_output=True, check=False)
    equal("an editor that goes without a word", (gone.returncode, gone.stdout), (1, b""))
    noise = subprocess.run(
        [PROGRAM, "lsp"], input=b"Content-Length: 3\r\n\r\n{{{", capture_output=True, check=False
    )
    check("noise is answered", b"-32700" in noise.stdout, noise.stdout)
    done()


main()
