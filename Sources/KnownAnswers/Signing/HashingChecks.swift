internal import Hashing
internal import JSON
internal import Runtime
internal import Signing
internal import Venue

/// Holds the hashes of `vectors/keccak256.json`, in one piece and split in two.
package func checkKeccak(file: String) -> Tally {
  checkCases(of: file, ["cases"]) { _, report in
    let vector = report.vector
    var input: [UInt8]?
    if let text = vector["text"]?.string {
      input = Array(text.utf8)
    } else if let digits = vector["input"]?.string {
      input = Hexadecimal.bytes(digits)
    } else if let digits = vector["repeat_byte"]?.string,
      let byte = Hexadecimal.bytes(digits)?.first,
      let count = vector["length"]?.int64, (0...(1 << 26)).contains(count)
    {
      input = [UInt8](repeating: byte, count: Int(count))
    }
    guard let input else { return report.fail("the case has no input") }
    report.expect("length", String(input.count), isRequired: false)
    report.expect("keccak256", Keccak256.hash(input).prefixedHex)
    var state = Keccak256()
    state.update(Array(input.prefix(input.count / 3)))
    state.update(Array(input.dropFirst(input.count / 3)))
    report.expect("keccak256", state.finalize().prefixedHex)
  }
}

/// Holds the book hashes of `vectors/book-hash.json`.
package func checkBookHash(file: String) -> Tally {
  checkCases(of: file, ["cases"]) { _, report in
    guard let book = report.vector["book"] else { return report.fail("there is no \"book\"") }
    let reader = JSONReader()
    var hasher = BookHash()
    let hash = try? reader.withNode(of: book.compactText) { hasher.digest(ofJSON: $0)?.hex }
    report.expect("hash", hash ?? nil)
  }
}

/// Holds keys, signatures and recovery against `vectors/secp256k1.json`.
package func checkSecp256k1(file: String) -> Tally {
  checkCases(of: file, ["cases", "verification_cases"]) { array, report in
    guard let digits = report.text("digest"), let digest = Digest32(prefixedHex: digits) else {
      return report.fail("the digest is no hash")
    }
    if array == "cases" {
      SigningChecks.key(digest, &report)
    } else {
      SigningChecks.verification(digest, &report)
    }
  }
}

enum SigningChecks {
  /// A key, its public forms and its signature of a digest.
  static func key(_ digest: Digest32, _ report: inout CaseReport) {
    guard let key = key(&report) else { return }
    let signature = key.sign(digest)
    report.expect(
      "public_key_uncompressed", "0x" + Hexadecimal.text(key.publicKey(isCompressed: false)))
    report.expect(
      "public_key_compressed", "0x" + Hexadecimal.text(key.publicKey(isCompressed: true)))
    report.expect("address", key.address.checksummed)
    report.expect("r", signature.r.prefixedHex)
    report.expect("s", signature.s.prefixedHex)
    report.expect("v", String(signature.v))
    report.expect("signature", signature.hex)
    report.expect(signature.signer(of: digest) == key.address, "the signature is not the key's")
  }

  /// A signature that is somebody's, or is not. What the document leaves open is refused here.
  static func verification(_ digest: Digest32, _ report: inout CaseReport) {
    guard let text = report.text("signature"), let claimed = report.text("signer_address"),
      let address = Address(hex: claimed)
    else { return report.fail("the signer is no address") }
    let signer = Signature(hex: text)?.signer(of: digest)
    let expected = report.vector["verify"]?.bool ?? false
    report.expect(
      (signer == address) == expected,
      "verify should be \(expected), and the signer found is \(signer?.checksummed ?? "nobody")")
  }

  /// The key of a case.
  static func key(_ report: inout CaseReport) -> SigningKey? {
    guard let digits = report.text("private_key") else { return nil }
    guard let key = try? SigningKey(hex: digits) else {
      report.fail("the private key is none")
      return nil
    }
    return key
  }
}
