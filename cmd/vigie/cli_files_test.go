package main

import (
	"bytes"
	"compress/gzip"
	"crypto/ed25519"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io/fs"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/testscript"
)

// fileCommands are the commands of the scripts that make or check files which are not text.
var fileCommands = map[string]func(ts *testscript.TestScript, neg bool, args []string){
	"keys": keys, "pipe": pipe, "socket": socket, "modes": modes, "flips": flips, "bytes": writeBytes, "harmless": isHarmless, "parses": parses, "alerts": alerts,
	"silent": silent, "gzipped": gzipped, "zeros": zeros, "append": appendFile, "truncate": truncate, "damage": damage,
}

// keys PRIVATE PUBLIC: writes an Ed25519 key pair, made from the name of the first file.
func keys(ts *testscript.TestScript, _ bool, args []string) {
	var seed [ed25519.SeedSize]byte
	copy(seed[:], args[0])
	private := ed25519.NewKeyFromSeed(seed[:])
	store := func(name, kind string, der []byte, err error) {
		ts.Check(err)
		ts.Check(os.WriteFile(ts.MkAbs(name), pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600))
	}
	der, err := x509.MarshalPKCS8PrivateKey(private)
	store(args[0], "PRIVATE KEY", der, err)
	der, err = x509.MarshalPKIXPublicKey(private.Public())
	store(args[1], "PUBLIC KEY", der, err)
}

// pipe FILE: makes a named pipe that nobody writes to.
func pipe(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(syscall.Mkfifo(ts.MkAbs(args[0]), 0o600))
}

// socket FILE: makes a socket.
func socket(ts *testscript.TestScript, _ bool, args []string) {
	l, err := net.Listen("unix", ts.MkAbs(args[0]))
	ts.Check(err)
	ts.Defer(func() { _ = l.Close() })
}

// modes FILE…: files can be read by their group and folders be opened by it; nobody else may do either.
func modes(ts *testscript.TestScript, _ bool, args []string) {
	for _, arg := range args {
		ts.Check(filepath.WalkDir(ts.MkAbs(arg), func(path string, d fs.DirEntry, err error) error {
			if err != nil {
				return err
			}
			info, err := d.Info()
			if err != nil {
				return err
			}
			want := fs.FileMode(0o640)
			if d.IsDir() {
				want = fs.ModeDir | 0o750
			}
			if info.Mode() != want {
				return fmt.Errorf("%s: got %s; want %s", path, info.Mode(), want)
			}
			return nil
		}))
	}
}

// flips OUT ARG…: one flipped bit at any of several places in any file of OUT, and vigie verify OUT ARG… ends with 1.
func flips(ts *testscript.TestScript, _ bool, args []string) {
	names, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	for _, name := range names {
		path := filepath.Join(ts.MkAbs(args[0]), name.Name())
		content, err := os.ReadFile(path)
		ts.Check(err)
		for i, at := range []int{0, len(content) / 2, len(content) - 1} {
			content[at] ^= 1 << (2*i + 1)
			ts.Check(os.WriteFile(path, content, 0o600))
			exits(ts, false, append([]string{"1", "vigie", "verify"}, args...))
			if stderr := ts.ReadFile("said.out"); !strings.Contains(stderr, ": ") {
				ts.Fatalf("%s, byte %d: got %q; want a problem reported", name.Name(), at, stderr)
			}
			content[at] ^= 1 << (2*i + 1)
		}
		ts.Check(os.WriteFile(path, content, 0o600))
	}
}

// bytes FILE: rewrites a file with each \xHH in it as that byte.
func writeBytes(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	text := ts.ReadFile(args[0])
	for {
		before, after, found := strings.Cut(text, `\x`)
		b.WriteString(before)
		if !found {
			break
		}
		var c byte
		_, err := fmt.Sscanf(after[:2], "%02x", &c)
		ts.Check(err)
		b.WriteByte(c)
		text = after[2:]
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o600))
}

// gzipped FILE PART…: writes each part as a member of a gzip file.
func gzipped(ts *testscript.TestScript, _ bool, args []string) {
	var b bytes.Buffer
	for _, part := range args[1:] {
		w := gzip.NewWriter(&b)
		_, err := w.Write([]byte(ts.ReadFile(part)))
		ts.Check(err)
		ts.Check(w.Close())
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b.Bytes(), 0o600))
}

// zeros FILE N: puts so many zero bytes behind a file.
func zeros(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), append([]byte(ts.ReadFile(args[0])), make([]byte, n)...), 0o600))
}

// append FILE OTHER: puts another file behind a file.
func appendFile(ts *testscript.TestScript, _ bool, args []string) {
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(ts.ReadFile(args[0])+ts.ReadFile(args[1])), 0o600))
}

// truncate FILE N: takes so many bytes off the end of a file.
func truncate(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	text := ts.ReadFile(args[0])
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text[:len(text)-n]), 0o600))
}

// damage FILE TEXT: changes one bit of a text in a file.
func damage(ts *testscript.TestScript, _ bool, args []string) {
	b := []byte(ts.ReadFile(args[0]))
	at := bytes.Index(b, []byte(args[1]))
	if at < 0 {
		ts.Fatalf("%s: no %s in it", args[0], args[1])
	}
	b[at] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), b, 0o600))
}

// silent FILE…: each file is empty.
func silent(ts *testscript.TestScript, _ bool, args []string) {
	for _, arg := range args {
		if text := ts.ReadFile(arg); text != "" {
			ts.Fatalf("%s: got %q; want nothing", arg, text)
		}
	}
}

// harmless FILE…: nothing in the files makes a terminal do anything.
func isHarmless(ts *testscript.TestScript, _ bool, args []string) {
	for _, arg := range args {
		text := ts.ReadFile(arg)
		if !utf8.ValidString(text) {
			ts.Fatalf("%s: got bytes that are no UTF-8: %q", arg, text)
		}
		if at := strings.IndexFunc(text, func(r rune) bool { return r != '\n' && !unicode.IsGraphic(r) }); at >= 0 {
			ts.Fatalf("%s: got %q", arg, text[max(0, at-20):min(len(text), at+20)])
		}
	}
}
