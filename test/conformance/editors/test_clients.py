"""pytest-lsp with the capabilities that three editors announce: findings follow edits, names are completed."""

import os
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types as lsp
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

FILE = pathlib.Path(os.environ["MESH_FILE"])
COMMAND = [os.environ["MESH_NODE"], os.environ["MESH_SERVER"], "lsp", "--stdio"]


@pytest_lsp.fixture(
    params=["visual_studio_code", "neovim", "emacs"],
    config=ClientServerConfig(server_command=COMMAND),
)
async def client(lsp_client: LanguageClient, request):
    @lsp_client.feature(lsp.CLIENT_REGISTER_CAPABILITY)
    def register(params: lsp.RegistrationParams):
        return None

    root = FILE.parent.as_uri()
    await lsp_client.initialize_session(
        lsp.InitializeParams(
            capabilities=client_capabilities(request.param),
            process_id=os.getpid(),
            root_uri=root,
            workspace_folders=[lsp.WorkspaceFolder(uri=root, name="project")],
        )
    )
    yield
    await lsp_client.shutdown_session()


async def opened(client: LanguageClient, version: int) -> str:
    uri = FILE.as_uri()
    item = lsp.TextDocumentItem(uri=uri, language_id="mesh", version=version, text=FILE.read_text())
    client.text_document_did_open(lsp.DidOpenTextDocumentParams(text_document=item))
    await client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    return uri


@pytest.mark.asyncio
@pytest.mark.parametrize("version", [0, 1])
async def test_findings_follow_edits(client: LanguageClient, version: int):
    uri = await opened(client, version)
    assert not client.diagnostics[uri]
    at = lsp.Position(line=1, character=16)
    change = lsp.TextDocumentContentChangePartial(range=lsp.Range(start=at, end=at), text="x")
    document = lsp.VersionedTextDocumentIdentifier(uri=uri, version=version + 1)
    client.text_document_did_change(
        lsp.DidChangeTextDocumentParams(text_document=document, content_changes=[change])
    )
    await client.wait_for_notification(lsp.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    assert len(client.diagnostics[uri]) == 1


@pytest.mark.asyncio
async def test_completion_and_symbols(client: LanguageClient):
    uri = await opened(client, 1)
    document = lsp.TextDocumentIdentifier(uri=uri)
    symbols = await client.text_document_document_symbol_async(lsp.DocumentSymbolParams(text_document=document))
    assert symbols
    position = lsp.Position(line=1, character=14)
    found = await client.text_document_completion_async(
        lsp.CompletionParams(text_document=document, position=position)
    )
    items = found.items if hasattr(found, "items") else found
    assert "v1" in [item.label for item in items]
