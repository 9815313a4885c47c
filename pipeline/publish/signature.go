package publish

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
)

// SignatureFile holds the 64 raw bytes of an Ed25519 signature of the manifest's bytes, in the form that
// openssl pkeyutl -verify -rawin takes.
const SignatureFile = "manifest.sig"

// signatureAlgorithm is the only one: its signatures are the same each time, and it has no choices that could be wrong.
const signatureAlgorithm = "Ed25519"

// Signature is what a manifest says of its own signature. It is part of what is signed, so that a signature cannot be taken
// away, or put in the place of another one, without a trace.
type Signature struct {
	Algorithm string `json:"algorithm"`
	File      string `json:"file"`
	PublicKey string `json:"public_key_sha256"` // fingerprint: SHA-256 of the public key in PKIX form (DER)
}

// Signer signs manifests.
type Signer struct {
	private     ed25519.PrivateKey
	fingerprint string
}

// PublicKey checks the signatures of a Signer.
type PublicKey struct {
	key         ed25519.PublicKey
	fingerprint string
}

// ReadSigner reads an Ed25519 private key: a PEM file with one PKCS#8 block, as openssl genpkey writes it. ErrKey says that
// there is none. No error shows a byte of the file.
func ReadSigner(path string) (*Signer, error) {
	der, err := readPEM(path, "PRIVATE KEY")
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKCS8PrivateKey(der)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: got a block that is no PKCS#8 key; want an Ed25519 private key", ErrKey, path)
	}
	private, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("%w: %s: got a private key of another kind; want an Ed25519 private key", ErrKey, path)
	}
	public, err := publicKey(private.Public())
	if err != nil {
		return nil, err
	}
	return &Signer{private, public.fingerprint}, nil
}

// ReadPublicKey reads an Ed25519 public key: a PEM file with one PKIX block, as openssl pkey -pubout writes it. ErrKey says
// that there is none.
func ReadPublicKey(path string) (*PublicKey, error) {
	der, err := readPEM(path, "PUBLIC KEY")
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: got a block that is no PKIX key; want an Ed25519 public key", ErrKey, path)
	}
	key, err := publicKey(parsed)
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrKey, path, err)
	}
	return key, nil
}

func publicKey(parsed any) (*PublicKey, error) {
	key, ok := parsed.(ed25519.PublicKey)
	if !ok {
		return nil, errors.New("got a public key of another kind; want an Ed25519 public key")
	}
	der, err := x509.MarshalPKIXPublicKey(key)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(der)
	return &PublicKey{key, hex.EncodeToString(sum[:])}, nil
}

// readPEM reads the one block of a small file. Anything but a regular file is refused before it is opened: reading from a
// pipe may never end.
func readPEM(path, wanted string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	if !info.Mode().IsRegular() || info.Size() > largestBeside {
		return nil, fmt.Errorf("%w: %s: got something that is no small file; want a PEM file", ErrKey, path)
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, largestBeside))
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrKey, err)
	}
	block, rest := pem.Decode(text)
	if block == nil {
		return nil, fmt.Errorf("%w: %s: got no PEM block; want %q", ErrKey, path, wanted)
	}
	if block.Type != wanted {
		return nil, fmt.Errorf("%w: %s: got a PEM block %q; want %q", ErrKey, path, block.Type, wanted)
	}
	if another, _ := pem.Decode(rest); another != nil {
		return nil, fmt.Errorf("%w: %s: got several PEM blocks; want one", ErrKey, path)
	}
	return block.Bytes, nil
}

// describe is what the manifest says of the signature; nil where nobody signs.
func (s *Signer) describe() *Signature {
	if s == nil {
		return nil
	}
	return &Signature{Algorithm: signatureAlgorithm, File: SignatureFile, PublicKey: s.fingerprint}
}

// signed checks the signature of a folder. Without a key it only checks that the signature which the manifest names is there: the seal shows
// whether it was changed, and only a key shows whether it is right.
func (v *verification) signed(m *Manifest, written, signature []byte, key *PublicKey) {
	switch {
	case key == nil && m.Signature == nil:
		return
	case m.Signature == nil:
		v.report(SignatureFile, "the run was not signed; want a signature with the key %s", key.fingerprint)
		return
	case m.Signature.Algorithm != signatureAlgorithm || m.Signature.File != SignatureFile:
		v.report(ManifestFile, "it tells of a signature that there is not: got %q in %q; want %s in %s",
			m.Signature.Algorithm, m.Signature.File, signatureAlgorithm, SignatureFile)
		return
	case signature == nil:
		v.report(SignatureFile, "it is missing")
	case key == nil:
	case key.fingerprint != m.Signature.PublicKey:
		v.report(SignatureFile, "it was made with another key: got %q; want %s", m.Signature.PublicKey, key.fingerprint)
	case !ed25519.Verify(key.key, written, signature):
		v.report(SignatureFile, "it does not sign this manifest")
	}
}
