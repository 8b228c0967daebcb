package import Diagnostics
import Glibc

extension KeyError {
  /// The finding for people: `PT1331` the source, `PT1332` the file, `PT1333` the keystore, `PT1334` the key,
  /// `PT1335` the system. No secret stands in any of them.
  package var diagnostic: Diagnostic {
    Diagnostic(code, .error, message, at: nil, help: [help])
  }

  private var code: String {
    switch self {
    case .keyInPlaceOfSource, .unknownSource, .emptySource, .variableNotSet: "PT1331"
    case .file: "PT1332"
    case .keystore: "PT1333"
    case .malformedKey, .keyOutOfRange: "PT1334"
    case .memoryNotLocked, .dumpsNotForbidden, .noTerminal, .cancelled, .passwordsDiffer: "PT1335"
    }
  }

  private var message: String {
    switch self {
    case .memoryNotLocked(let code): "the system locks no memory for a key: \(Self.text(code))"
    case .dumpsNotForbidden(let code): "core dumps cannot be forbidden: \(Self.text(code))"
    case .malformedKey(let count):
      "this is no private key: 64 hexadecimal digits are expected, there are \(count)"
    case .keyOutOfRange: "the number is no private key: it is zero or too large"
    case .keyInPlaceOfSource: "this looks like a private key itself, not like the place of one"
    case .unknownSource(let known):
      "this is not the place of a secret: it begins with none of \(Self.list(known))"
    case .emptySource(let scheme): "nothing follows '\(scheme):'"
    case .variableNotSet(let name): "the environment variable '\(name)' is not set, or empty"
    case .file(let path, let fault): "\(path) \(fault.message)"
    case .keystore(let path, let fault): "\(path) \(fault.message)"
    case .noTerminal: "there is no terminal to ask for the password"
    case .cancelled: "no password was given"
    case .passwordsDiffer: "the two passwords differ"
    }
  }

  private var help: String {
    switch self {
    case .memoryNotLocked: "raise the limit: 'ulimit -l 64', or LimitMEMLOCK of the service"
    case .dumpsNotForbidden: "nothing was signed; look for what restricts prctl and setrlimit here"
    case .malformedKey, .keyOutOfRange: "write the key as 0x and 64 hexadecimal digits"
    case .keyInPlaceOfSource:
      "take it off the command line and out of the shell's history; if others use this machine, use another"
        + " key; then write keystore:FILE, env:NAME or file:PATH"
    case .unknownSource(let known):
      "write " + Self.list(known.map { $0 == "env" ? "env:NAME" : "\($0):FILE" })
    case .emptySource(let scheme): scheme == "env" ? "write env:NAME" : "write \(scheme):FILE"
    case .variableNotSet(let name):
      "set \(name) for this program alone: it is wiped once it was read"
    case .file(let path, let fault): fault.help(path)
    case .keystore(_, let fault): fault.help
    case .noTerminal, .cancelled: "name the password's place: env:NAME or file:PATH"
    case .passwordsDiffer: "nothing was written; begin again"
    }
  }

  fileprivate static func text(_ code: Int32) -> String {
    unsafe strerror(code).map { unsafe String(cString: $0) } ?? "error \(code)"
  }

  private static func list(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.first ?? "" }
    return words.dropLast().joined(separator: ", ") + " or " + last
  }
}

extension KeyError.FileFault {
  fileprivate var message: String {
    switch self {
    case .system(let operation, let code):
      "cannot be used, \(operation.rawValue) failed: \(KeyError.text(code))"
    case .symbolicLink: "is a symbolic link"
    case .notRegular: "is no regular file"
    case .wrongOwner(let user): "belongs to another user (\(user))"
    case .openToOthers(let mode):
      "may be used by others: its permissions are \(String(mode, radix: 8))"
    case .empty: "is empty"
    case .tooLarge(let limit): "has more than \(limit) bytes"
    case .exists: "is there already, and no key is ever overwritten"
    }
  }

  fileprivate func help(_ path: String) -> String {
    switch self {
    case .openToOthers: "chmod 600 \(path); if others have seen it, use another key"
    case .wrongOwner: "use a copy that belongs to the user who runs this program"
    case .symbolicLink: "name the file that it leads to"
    case .exists: "choose another name"
    case .empty, .tooLarge, .notRegular: "name the file that holds the secret"
    case .system: "check the path"
    }
  }
}

extension KeyError.KeystoreFault {
  fileprivate var message: String {
    switch self {
    case .notJSON(let problem, let byteOffset): "is no keystore: \(problem), at byte \(byteOffset)"
    case .missing(let path): "is no keystore: '\(path)' is missing"
    case .malformed(let path): "is a damaged keystore: '\(path)' is not what it can be"
    case .unsupported(let path): "is a keystore of another kind: '\(path)' is not known here"
    case .tooCostly(let path): "asks for more memory or time than any keystore needs: '\(path)'"
    case .wrongPassword: "does not open with this password"
    case .addressMismatch(let stated, let found):
      "says that it holds the key of \(stated), and holds that of \(found)"
    }
  }

  fileprivate var help: String {
    switch self {
    case .notJSON, .missing, .malformed: "fetch the file again from where it is kept"
    case .unsupported: "keystores of version 3 with scrypt or pbkdf2 and aes-128-ctr are read"
    case .tooCostly: "do not trust this file: its parameters are those of an attack or of a mistake"
    case .wrongPassword: "try the password again; if it is right, the file was changed"
    case .addressMismatch: "do not use this file: somebody changed its address or its key"
    }
  }
}
