internal import FixedPoint
internal import Hashing
internal import JSON
internal import Signing

extension RPCMethods {
  /// `eth_call`: what a contract would answer, in the state after a block.
  func call(_ parameters: RPCParameters) throws(RPCError) -> [UInt8] {
    let outcome = try outcome(parameters)
    guard outcome.succeeded else { throw .reverted(outcome) }
    return Self.text(RPCText.hex(outcome.output))
  }

  /// `eth_estimateGas`: the gas of a call that succeeds.
  func estimate(_ parameters: RPCParameters) throws(RPCError) -> [UInt8] {
    let outcome = try outcome(parameters)
    guard outcome.succeeded else { throw .reverted(outcome) }
    return Self.number(outcome.gas)
  }

  private func outcome(_ parameters: RPCParameters) throws(RPCError) -> CallOutcome {
    let message = try Self.message(try parameters.required(0))
    let block = try stateBlock(parameters, 1)
    guard message.value <= (try value(.balance(message.from), at: block)) else {
      throw .server("insufficient funds for transfer")
    }
    let view = self.view
    // The state of that block is there, as the balance has shown.
    return view.chain.call(message) { view.value($0, at: block) ?? .zero }
  }

  private static func message(_ json: JSONValue) throws(RPCError) -> ChainCall {
    guard json.members != nil else {
      throw .argument(
        0, "json: cannot unmarshal non-object into Go value of type ethapi.TransactionArgs")
    }
    let fields = CallFields(json: json)
    let (data, input) = (try fields.bytes("data"), try fields.bytes("input"))
    if let data, let input, data != input {
      throw .argument(
        0,
        #"both "data" and "input" are set and not equal. "#
          + #"Please use "input" to pass transaction call data"#)
    }
    return ChainCall(
      from: try fields.address("from") ?? .zero, to: try fields.address("to"),
      value: try fields.number("value") ?? .zero, data: input ?? data ?? [])
  }

  /// The members of a call.
  private struct CallFields {
    let json: JSONValue

    private func text(_ name: String) throws(RPCError) -> String? {
      switch json[name] {
      case nil, .null?: return nil
      case .string(let text)?: return text
      default: throw bad(name)
      }
    }

    private func bad(_ name: String) -> RPCError {
      .argument(0, "json: cannot unmarshal invalid value into Go struct field \(name)")
    }

    func address(_ name: String) throws(RPCError) -> Address? {
      guard let text = try text(name) else { return nil }
      guard let address = Address(hex: text) else { throw bad(name) }
      return address
    }

    func number(_ name: String) throws(RPCError) -> UInt256? {
      guard let text = try text(name) else { return nil }
      guard let number = RPCText.number(text) else { throw bad(name) }
      return number
    }

    func bytes(_ name: String) throws(RPCError) -> [UInt8]? {
      guard let text = try text(name) else { return nil }
      guard let bytes = RPCText.bytes(text) else { throw bad(name) }
      return bytes
    }
  }
}
