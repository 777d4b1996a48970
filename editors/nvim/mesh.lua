-- Neovim 0.7 and newer: put this file on the runtime path as lua/mesh.lua and call require('mesh').setup().
-- `mesh` must be on the PATH, or give the command: require('mesh').setup({ cmd = { 'npx', 'mesh', 'lsp', '--stdio' } }).
local M = {}

-- The nearest folder with a mesh.yaml or a repository, else the file's own.
local function root_of(file)
  local folder = vim.fn.fnamemodify(file, ':p:h')
  local at = folder
  while true do
    if vim.loop.fs_stat(at .. '/mesh.yaml') or vim.loop.fs_stat(at .. '/.git') then return at end
    local above = vim.fn.fnamemodify(at, ':h')
    if above == at then return folder end
    at = above
  end
end

-- One server for each root, shared by its buffers.
local clients = {}
local function attach(buffer, config)
  if vim.lsp.start then
    vim.api.nvim_buf_call(buffer, function() vim.lsp.start(config) end)
    return
  end
  local id = clients[config.root_dir]
  if not id or not vim.lsp.get_client_by_id(id) then
    id = vim.lsp.start_client(config)
    clients[config.root_dir] = id
  end
  if id then vim.lsp.buf_attach_client(buffer, id) end
end

function M.setup(options)
  options = options or {}
  vim.filetype.add({ extension = { mesh = 'mesh' } })
  vim.api.nvim_create_autocmd('FileType', {
    pattern = 'mesh',
    callback = function(event)
      vim.bo[event.buf].commentstring = '// %s'
      vim.bo[event.buf].expandtab = true
      vim.bo[event.buf].shiftwidth = 2
      local root = root_of(vim.api.nvim_buf_get_name(event.buf))
      attach(event.buf, {
        name = 'mesh',
        cmd = options.cmd or { 'mesh', 'lsp', '--stdio' },
        root_dir = root,
        workspace_folders = { { uri = vim.uri_from_fname(root), name = root } },
        settings = options.settings,
      })
    end,
  })
end

return M
