autocmd BufRead,BufNewFile *.mesh setfiletype mesh
autocmd FileType mesh setlocal commentstring=//\ %s expandtab shiftwidth=2
