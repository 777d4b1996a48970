" Syntax of .mesh files for Vim.
if exists('b:current_syntax')
  finish
endif
syntax keyword meshWord and or not in to rest else when from with on
syntax keyword meshConstant true false
syntax match meshDeclaration /^\s*\zs\(namespace\|use\|input\|let\|condition\|policy\|service\|route\|rules\|gateway\|ingress\|egress\|telemetry\|test\|expect\)\>/
syntax match meshArrow /->/
syntax match meshNumber /\<\d\+\(\.\d\+\)\?[a-z%]*/
syntax region meshText start=/"/ skip=/\\./ end=/"/ oneline
syntax region meshRaw start=/`/ end=/`/ oneline
syntax match meshComment /\/\/.*$/
highlight default link meshWord Keyword
highlight default link meshDeclaration Keyword
highlight default link meshArrow Operator
highlight default link meshConstant Boolean
highlight default link meshNumber Number
highlight default link meshText String
highlight default link meshRaw String
highlight default link meshComment Comment
let b:current_syntax = 'mesh'
