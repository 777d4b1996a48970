-- Neovim with editors/nvim/mesh.lua: findings come and go, names are completed, explained, renamed. Prints one line a check.
package.path = os.getenv('MESH_NVIM') .. '/?.lua;' .. package.path
vim.g.do_filetype_lua = 1
vim.cmd('filetype on')
local failed = false
local function check(name, ok, more)
  failed = failed or not ok
  io.stdout:write((ok and 'ok ' or 'FAIL ') .. name .. ' ' .. (more or '') .. '\n')
end
require('mesh').setup({ cmd = { os.getenv('MESH_NODE'), os.getenv('MESH_SERVER'), 'lsp', '--stdio' } })
vim.cmd('edit ' .. os.getenv('MESH_FILE'))
check('file type', vim.bo.filetype == 'mesh', vim.bo.filetype)
local function ready() return next(vim.lsp.buf_get_clients(0)) ~= nil end
check('attached', vim.wait(20000, ready, 20))
local function count() return #vim.diagnostic.get(0) end
local function request(method, params)
  local answers = vim.lsp.buf_request_sync(0, method, params, 20000) or {}
  for _, answer in pairs(answers) do return answer.result end
end
local function at(line, character)
  return { textDocument = vim.lsp.util.make_text_document_params(0), position = { line = line, character = character } }
end
vim.wait(500, function() return false end, 20)
check('no findings', count() == 0, tostring(count()))
vim.api.nvim_buf_set_text(0, 1, 16, 1, 16, { 'x' })
check('a finding comes', vim.wait(5000, function() return count() > 0 end, 5))
vim.api.nvim_buf_set_text(0, 1, 16, 1, 17, { '' })
check('and goes', vim.wait(5000, function() return count() == 0 end, 5))
local completed = request('textDocument/completion', at(1, 14)) or {}
check('completion', #(completed.items or completed) > 0)
local hover = request('textDocument/hover', at(1, 7))
check('hover', hover ~= nil and hover.contents.value:find('cart') ~= nil)
local params = at(1, 7)
params.newName = 'basket'
local edit = request('textDocument/rename', params)
if edit then vim.lsp.util.apply_workspace_edit(edit, 'utf-16') end
local text = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
check('rename', text:find('cart') == nil and select(2, text:gsub('basket', '')) == 2, text)
vim.cmd(failed and 'cquit!' or 'qall!')
