package import JSON

/// Why a request has no result, in the codes of JSON-RPC 2.0 and LSP 3.17.
package struct ResponseError: Error, Equatable, Sendable {
  /// The numbers that the specifications give.
  package enum Code: Int64, Sendable {
    case parseError = -32700
    case invalidRequest = -32600
    case methodNotFound = -32601
    case invalidParams = -32602
    case internalError = -32603
    case serverNotInitialized = -32002
    /// The request was right and cannot be done as things stand, such as a rename to a name that is taken.
    case requestFailed = -32803
    case requestCancelled = -32800
  }

  package var code: Code
  /// For the user of the editor.
  package var message: String
  /// The request that the error answers where the message could not be read as one; null where nobody knows.
  package var id: JSONValue

  package init(_ code: Code, _ message: String, id: JSONValue = .null) {
    self.code = code
    self.message = message
    self.id = id
  }
}
