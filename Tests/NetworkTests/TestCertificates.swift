import FoundationEssentials
import TestSupport

/// An authority of our own and what it signed, made by the `openssl` command when the tests run.
struct TestCertificates {
  struct Failure: Error {
    var what: String
  }

  /// A certificate and its key, in PEM.
  struct Certificate {
    let name: String
    let folder: String

    var path: String { "\(folder)/\(name).pem" }
    var keyPath: String { "\(folder)/\(name).key" }
  }

  /// The authority.
  let authority: Certificate
  /// For 127.0.0.1 and localhost, signed by the authority, as all that follow but for the last.
  let good: Certificate
  /// For somebody else.
  let otherHost: Certificate
  /// Its time is over.
  let expired: Certificate
  /// Signed by nobody but itself.
  let selfSigned: Certificate

  /// Makes them in `folder`.
  init(in folder: String) throws {
    func certificate(_ name: String) -> Certificate { Certificate(name: name, folder: folder) }
    (authority, good) = (certificate("authority"), certificate("good"))
    (otherHost, expired) = (certificate("other-host"), certificate("expired"))
    selfSigned = certificate("self-signed")
    let own = "subjectAltName=IP:127.0.0.1,DNS:localhost"
    try Self.create(authority, "basicConstraints=critical,CA:TRUE", by: nil)
    try Self.create(selfSigned, own, by: nil)
    try Self.create(good, own, by: authority)
    try Self.create(otherHost, "subjectAltName=IP:127.0.0.9,DNS:elsewhere.example", by: authority)
    try Self.create(expired, own, by: authority, days: "-1")
  }

  private static func create(
    _ certificate: Certificate, _ extensions: String, by issuer: Certificate?, days: String = "30"
  ) throws {
    try openssl([
      "ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", certificate.keyPath,
    ])
    let request = "\(certificate.folder)/\(certificate.name).csr"
    let file = "\(certificate.folder)/\(certificate.name).ext"
    try openssl([
      "req", "-new", "-key", certificate.keyPath, "-subj", "/CN=test \(certificate.name)", "-out",
      request,
    ])
    try Places.write(Array((extensions + "\n").utf8), to: file)
    let signer =
      issuer.map { ["-CA", $0.path, "-CAkey", $0.keyPath, "-CAcreateserial"] }
      ?? ["-signkey", certificate.keyPath]
    try openssl(
      ["x509", "-req", "-in", request, "-out", certificate.path, "-days", days, "-extfile", file]
        + signer)
  }

  private static func openssl(_ arguments: [String]) throws {
    let outcome = try Executable(path: "/usr/bin/env").run(["openssl"] + arguments)
    guard outcome.exitCode == 0 else {
      throw Failure(what: "openssl \(arguments): \(outcome.errors)")
    }
  }
}
