import FoundationEssentials
import Glibc
import Runtime
import TestSupport

/// A TLS end in front of a plain server, by the `ssl` module of Python: neither of our server libraries is asked
/// to do TLS, and a stranger's TLS is the better test.
final class TLSFront: Sendable {
  let port: UInt16
  private let folder: String
  private let running: Background

  /// Shows `certificate` and hands what comes through to `target`.
  init(_ certificate: TestCertificates.Certificate, target: UInt16, in folder: String) throws {
    self.folder = folder + "/front-\(certificate.name)-\(target)"
    try FileManager.default.createDirectory(
      atPath: self.folder, withIntermediateDirectories: true)
    let arguments = [
      "-c", Self.program, certificate.path, certificate.keyPath, "\(target)", self.folder,
    ]
    running = Background {
      _ = try? Executable(path: "/usr/bin/env").run(["python3"] + arguments)
    }
    let portFile = self.folder + "/port"
    var found: UInt16?
    for _ in 0..<2_000 where found == nil {
      usleep(5_000)
      let text = (try? FileContents.read(portFile)).map { String(decoding: $0, as: UTF8.self) }
      found = text.flatMap { $0.hasSuffix("\n") ? UInt16($0.dropLast()) : nil }
    }
    guard let found else { throw TestCertificates.Failure(what: "python3 did not start") }
    port = found
  }

  /// Ends the program.
  func stop() {
    _ = FileManager.default.createFile(atPath: folder + "/stop", contents: nil)
    running.join()
  }

  private static let program = """
    import os, socket, ssl, sys, threading, time
    certificate, key, target, folder = sys.argv[1:]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    listener = socket.create_server(("127.0.0.1", 0))
    def pump(source, sink):
        try:
            while data := source.recv(65536):
                sink.sendall(data)
        except OSError:
            pass
        for end in (source, sink):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
    def serve(plain):
        try:
            front = context.wrap_socket(plain, server_side=True)
        except OSError:
            return
        back = socket.create_connection(("127.0.0.1", int(target)))
        threading.Thread(target=pump, args=(front, back), daemon=True).start()
        pump(back, front)
    def accept():
        while True:
            plain, _ = listener.accept()
            threading.Thread(target=serve, args=(plain,), daemon=True).start()
    threading.Thread(target=accept, daemon=True).start()
    with open(folder + "/port", "w") as file:
        file.write(f"{listener.getsockname()[1]}\\n")
    while not os.path.exists(folder + "/stop"):
        time.sleep(0.02)
    """
}
