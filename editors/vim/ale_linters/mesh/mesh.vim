" The language server for ALE: put this folder on the runtime path.
call ale#Set('mesh_executable', 'mesh')
call ale#linter#Define('mesh', {
\   'name': 'mesh',
\   'lsp': 'stdio',
\   'executable': {buffer -> ale#Var(buffer, 'mesh_executable')},
\   'command': '%e lsp --stdio',
\   'project_root': {buffer -> fnamemodify(ale#path#FindNearestFile(buffer, 'mesh.yaml'), ':h')},
\})
