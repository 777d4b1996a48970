-- Neovim 0.8 and newer: put this file on the runtime path (or paste it into init.lua) and call require('mesh').setup().
-- `mesh` must be on the PATH, or give the command: require('mesh').setup({ cmd = { 'npx', 'mesh', 'lsp', '--stdio' } }).
local M = {}

function M.setup(options)
  options = options or {}
  vim.filetype.add({ extension = { mesh = 'mesh' } })
  vim.api.nvim_create_autocmd('FileType', {
    pattern = 'mesh',
    callback = function(event)
      vim.bo[event.buf].commentstring = '// %s'
      vim.bo[event.buf].expandtab = true
      vim.bo[event.buf].shiftwidth = 2
      local found = vim.fs.find({ 'mesh.yaml', '.git' }, { upward = true, path = vim.fs.dirname(event.file) })[1]
      vim.lsp.start({
        name = 'mesh',
        cmd = options.cmd or { 'mesh', 'lsp', '--stdio' },
        root_dir = found and vim.fs.dirname(found) or vim.fs.dirname(vim.fn.fnamemodify(event.file, ':p')),
        settings = options.settings,
      })
    end,
  })
end

return M
