import JSON
import LanguageServer
import TestSupport
import Testing

@Suite struct IncomingMessageTests {
  @Test(
    "a body that is no message has the error that the specifications give it",
    arguments: [
      ("", ResponseError.Code.parseError), ("{", .parseError), ("{\"a\":1,}", .parseError),
      ("\u{FEFF}{}", .parseError),
      (String(repeating: "[", count: 5_000), .parseError),
      ("[]", .invalidRequest), ("1", .invalidRequest), ("null", .invalidRequest),
      ("{}", .invalidRequest), ("{\"jsonrpc\":\"1.0\",\"method\":\"x\"}", .invalidRequest),
      ("{\"jsonrpc\":\"2.0\",\"method\":1}", .invalidRequest),
      ("{\"jsonrpc\":\"2.0\",\"id\":1}", .invalidRequest),
      ("{\"jsonrpc\":\"2.0\",\"id\":[],\"method\":\"x\"}", .invalidRequest),
      ("{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"x\"}", .invalidRequest),
    ])
  func errors(text: String, code: ResponseError.Code) {
    let error = #expect(throws: ResponseError.self) { try IncomingMessage(Array(text.utf8)) }
    #expect(error?.code == code)
  }

  @Test("an error names the request where it can")
  func errorID() {
    let text = "{\"jsonrpc\":\"2.0\",\"id\":\"a7\",\"method\":[]}"
    let error = #expect(throws: ResponseError.self) { try IncomingMessage(Array(text.utf8)) }
    #expect(error?.id == "a7")
  }

  @Test("requests, notifications and answers")
  func kinds() throws {
    func read(_ text: String) throws -> IncomingMessage { try IncomingMessage(Array(text.utf8)) }
    #expect(
      try read("{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"m\",\"params\":{\"a\":1}}")
        == .request(id: 7, method: "m", parameters: ["a": 1]))
    #expect(
      try read("{\"jsonrpc\":\"2.0\",\"method\":\"m\"}")
        == .notification(method: "m", parameters: .null))
    #expect(try read("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":null}") == .response(id: 1))
  }

  @Test("changed bytes of a message never end the program")
  func mutations() {
    let text = Array(
      "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"m\",\"params\":{\"a\":[1,\"ü\"]}}".utf8)
    for seed in UInt64(0)..<300 {
      var random = SeededGenerator(seed: seed)
      var bytes = text
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let place = Int.random(in: 0..<bytes.count, using: &random)
        bytes[place] = UInt8.random(in: 0...255, using: &random)
      }
      do {
        _ = try IncomingMessage(bytes)
      } catch {
        #expect([.parseError, .invalidRequest].contains(error.code))
      }
    }
  }
}
