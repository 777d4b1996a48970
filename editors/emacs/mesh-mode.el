;;; mesh-mode.el --- Editing .mesh files with eglot  -*- lexical-binding: t -*-
;; Emacs 28 with eglot, or Emacs 29: (require 'mesh-mode), then M-x eglot in a .mesh file.

;;; Code:
(require 'prog-mode)

(defvar mesh-mode-syntax-table
  (let ((table (make-syntax-table)))
    (modify-syntax-entry ?/ ". 12" table)
    (modify-syntax-entry ?\n ">" table)
    (modify-syntax-entry ?\" "\"" table)
    (modify-syntax-entry ?` "\"" table)
    (modify-syntax-entry ?- "_" table)
    (modify-syntax-entry ?_ "_" table)
    table))

(defconst mesh-mode-keywords
  '("and" "or" "not" "in" "to" "rest" "else" "when" "from" "with" "on" "true" "false"))
(defconst mesh-mode-declarations
  '("namespace" "use" "input" "let" "condition" "policy" "service" "route" "rules" "gateway" "ingress" "egress"
    "telemetry" "test" "expect"))

;;;###autoload
(define-derived-mode mesh-mode prog-mode "Mesh"
  "Major mode for the traffic of a service mesh."
  (setq-local comment-start "// ")
  (setq-local indent-tabs-mode nil)
  (setq-local font-lock-defaults
              `((("\\_<\\(?:[0-9]+\\.\\)?[0-9]+[a-z%]*\\_>" . font-lock-constant-face)
                 (,(concat "^\\s-*" (regexp-opt mesh-mode-declarations 'symbols)) . font-lock-keyword-face)
                 (,(regexp-opt mesh-mode-keywords 'symbols) . font-lock-keyword-face)
                 ("->" . font-lock-keyword-face)))))

;;;###autoload
(add-to-list 'auto-mode-alist '("\\.mesh\\'" . mesh-mode))

(with-eval-after-load 'eglot
  (add-to-list 'eglot-server-programs '(mesh-mode . ("mesh" "lsp" "--stdio"))))

(provide 'mesh-mode)
;;; mesh-mode.el ends here
