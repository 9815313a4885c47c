package publish

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// storeKey writes a key pair as PEM files.
func storeKey(t *testing.T, private crypto.Signer) (privateFile, publicFile string) {
	t.Helper()
	folder := t.TempDir()
	privateDER, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	publicDER, err := x509.MarshalPKIXPublicKey(private.Public())
	if err != nil {
		t.Fatal(err)
	}
	store := func(name, kind string, der []byte) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	return store("private.pem", "PRIVATE KEY", privateDER), store("public.pem", "PUBLIC KEY", publicDER)
}

func newKey(t *testing.T) (privateFile, publicFile string) {
	t.Helper()
	_, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return storeKey(t, private)
}

func TestVerifySigned(t *testing.T) {
	privateFile, publicFile := newKey(t)
	signer, err := ReadSigner(privateFile)
	if err != nil {
		t.Fatal(err)
	}
	key, err := ReadPublicKey(publicFile)
	if err != nil {
		t.Fatal(err)
	}
	_, publicFile = newKey(t)
	other, err := ReadPublicKey(publicFile)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	signed, plain := filepath.Join(folder, "signed"), filepath.Join(folder, "plain")
	publishSigned(t, signed, false, 10, signer)
	publish(t, plain, false, 10)
	f := func(out string, key *PublicKey, want ...string) {
		t.Helper()
		problems, err := VerifySigned(out, key)
		if err != nil || len(problems) != len(want) {
			t.Fatalf("got %q, %v; want %q", problems, err, want)
		}
		for i, p := range problems {
			if !strings.HasPrefix(p.String(), want[i]) {
				t.Errorf("got %q; want %q", p, want[i])
			}
		}
	}
	f(signed, nil)
	f(signed, key)
	f(signed, other, "manifest.sig: it was made with another key: got \""+key.fingerprint)
	f(plain, nil)
	f(plain, key, "manifest.sig: the run was not signed")

	// One bit of any file, at several places; with the key and without.
	for _, name := range names(t, signed) {
		path := filepath.Join(signed, name)
		content, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		for i := range 8 {
			at := i * (len(content) - 1) / 7
			content[at] ^= 1 << i
			if err := os.WriteFile(path, content, 0o600); err != nil {
				t.Fatal(err)
			}
			for _, key := range []*PublicKey{nil, key} {
				if problems, err := VerifySigned(signed, key); err != nil || len(problems) == 0 {
					t.Errorf("%s, bit %d of byte %d: got %v, %v; want a problem", name, i, at, problems, err)
				}
			}
			content[at] ^= 1 << i
		}
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	f(signed, key)

	// Whoever changes the manifest can make a new seal, and no new signature.
	path := func(name string) string { return filepath.Join(signed, name) }
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	written, err := os.ReadFile(path(ManifestFile))
	must(err)
	signature, err := os.ReadFile(path(SignatureFile))
	must(err)
	forged := []byte(strings.Replace(string(written), `"data_dir": "data"`, `"data_dir": "DATA"`, 1))
	must(os.WriteFile(path(ManifestFile), forged, 0o600))
	must(os.WriteFile(path(SealFile), seal(forged, signature), 0o600))
	f(signed, nil)
	f(signed, key, "manifest.sig: it does not sign this manifest")
	must(os.WriteFile(path(ManifestFile), written, 0o600))

	// Without its signature a signed run is not whole, even with a seal that does not tell of one.
	must(os.Remove(path(SignatureFile)))
	must(os.WriteFile(path(SealFile), seal(written, nil), 0o600))
	f(signed, nil, "manifest.sig: it is missing")
	f(signed, key, "manifest.sig: it is missing")
	must(syscall.Mkfifo(path(SignatureFile), 0o600))
	f(signed, key, "manifest.sig: it is no regular file", "manifest.sha256: it does not seal", "manifest.sig: it does not sign this manifest")
	must(os.Remove(path(SignatureFile)))

	// A signature that the manifest does not tell of is one file too many.
	must(os.WriteFile(filepath.Join(plain, SignatureFile), signature, 0o600))
	f(plain, nil, "manifest.sha256: it does not seal", "manifest.sig: the manifest does not name it")
}

func TestReadKeys(t *testing.T) {
	folder := t.TempDir()
	file := func(name, text string) string {
		path := filepath.Join(folder, name)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	privateFile, publicFile := newKey(t)
	curve, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	curvePrivate, curvePublic := storeKey(t, curve)
	private, err := os.ReadFile(privateFile)
	if err != nil {
		t.Fatal(err)
	}
	pipe := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	f := func(path, wantSigner, wantPublic string) {
		t.Helper()
		_, signerErr := ReadSigner(path)
		_, publicErr := ReadPublicKey(path)
		for _, got := range []struct {
			err  error
			want string
		}{{signerErr, wantSigner}, {publicErr, wantPublic}} {
			switch {
			case got.want == "" && got.err == nil:
			case got.want == "" || !errors.Is(got.err, ErrKey) || !strings.Contains(got.err.Error(), got.want):
				t.Errorf("%s: got %v; want %q", filepath.Base(path), got.err, got.want)
			}
		}
	}
	f(privateFile, "", `want "PUBLIC KEY"`)
	f(publicFile, `want "PRIVATE KEY"`, "")
	f(curvePrivate, "another kind", `want "PUBLIC KEY"`)
	f(curvePublic, `want "PRIVATE KEY"`, "another kind")
	f(filepath.Join(folder, "none"), "no such file", "no such file")
	f(folder, "no small file", "no small file")
	f(pipe, "no small file", "no small file")
	f(file("empty", ""), "no PEM block", "no PEM block")
	f(file("text", "secret"), "no PEM block", "no PEM block")
	f(file("twice", string(private)+string(private)), "several", `want "PUBLIC KEY"`)
	f(file("broken", "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), "no PKCS#8", `want "PUBLIC KEY"`)
	f(file("locked", "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n"), "ENCRYPTED", "ENCRYPTED")
	f(file("large", strings.Repeat("x", largestBeside+1)), "no small file", "no small file")
}
