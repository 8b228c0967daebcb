internal import FixedPoint
internal import Signing

extension Execution {
  /// Functions of an ERC-20 token.
  private enum Function {
    static let name = CallData.selector("name()")
    static let symbol = CallData.selector("symbol()")
    static let decimals = CallData.selector("decimals()")
    static let totalSupply = CallData.selector("totalSupply()")
    static let balanceOf = CallData.selector("balanceOf(address)")
    static let allowance = CallData.selector("allowance(address,address)")
    static let transfer = CallData.selector("transfer(address,uint256)")
    static let approve = CallData.selector("approve(address,uint256)")
    static let transferFrom = CallData.selector("transferFrom(address,address,uint256)")
  }

  /// Calls pUSD as `caller`; the bytes that it answers.
  mutating func callCollateral(
    _ call: CallData, from caller: Address
  ) throws(Revert) -> [UInt8] {
    switch call.selector {
    case Function.name: return ReturnData.string("Polymarket USD")
    case Function.symbol: return ReturnData.string("pUSD")
    case Function.decimals: return ReturnData.number(UInt256(6 as UInt64))
    case Function.totalSupply: return ReturnData.number(self[.collateralSupply])
    case Function.balanceOf: return ReturnData.number(self[.collateral(try call.address(0))])
    case Function.allowance:
      let key = WorldState.Key.allowance(
        owner: try call.address(0), spender: try call.address(1))
      return ReturnData.number(self[key])
    case Function.transfer:
      let (target, amount) = (try call.address(0), try call.number(1))
      try checkTarget(target)
      try move(.collateral, amount, from: caller, to: target, by: caller)
    case Function.approve:
      let (spender, amount) = (try call.address(0), try call.number(1))
      guard spender != .zero else { throw .reason("ERC20: approve to the zero address") }
      self[.allowance(owner: caller, spender: spender)] = amount
      log(contracts.collateral, [Event.approval, caller.word, spender.word], [amount])
    case Function.transferFrom:
      let (owner, target) = (try call.address(0), try call.address(1))
      try checkTarget(target)
      try spend(try call.number(2), of: owner, by: caller)
      try move(.collateral, try call.number(2), from: owner, to: target, by: caller)
    default: throw .silent
    }
    return ReturnData.number(.one)
  }

  private func checkTarget(_ target: Address) throws(Revert) {
    guard target != .zero else { throw .reason("ERC20: transfer to the zero address") }
  }

  /// Uses up an allowance; one of 2^256 - 1 stays as it is.
  private mutating func spend(
    _ amount: UInt256, of owner: Address, by spender: Address
  ) throws(Revert) {
    guard owner != .zero else { throw .reason("ERC20: transfer from the zero address") }
    let key = WorldState.Key.allowance(owner: owner, spender: spender)
    guard self[key] != .max else { return }
    guard let rest = self[key].subtracting(amount) else {
      throw .reason("ERC20: insufficient allowance")
    }
    self[key] = rest
  }
}

extension UInt256 {
  /// The number 1.
  static let one = UInt256(high: 0, low: 1)
}
