internal import FixedPoint
internal import Hashing
internal import Signing

extension Execution {
  /// Functions of the conditional tokens: ERC-1155, and how shares come and go.
  private enum Function {
    static let balanceOf = CallData.selector("balanceOf(address,uint256)")
    static let balanceOfBatch = CallData.selector("balanceOfBatch(address[],uint256[])")
    static let isApprovedForAll = CallData.selector("isApprovedForAll(address,address)")
    static let setApprovalForAll = CallData.selector("setApprovalForAll(address,bool)")
    static let safeTransferFrom = CallData.selector(
      "safeTransferFrom(address,address,uint256,uint256,bytes)")
    static let safeBatchTransferFrom = CallData.selector(
      "safeBatchTransferFrom(address,address,uint256[],uint256[],bytes)")
    static let splitPosition = CallData.selector(
      "splitPosition(address,bytes32,bytes32,uint256[],uint256)")
    static let mergePositions = CallData.selector(
      "mergePositions(address,bytes32,bytes32,uint256[],uint256)")
    static let redeemPositions = CallData.selector(
      "redeemPositions(address,bytes32,bytes32,uint256[])")
    static let outcomeSlotCount = CallData.selector("getOutcomeSlotCount(bytes32)")
    static let payoutDenominator = CallData.selector("payoutDenominator(bytes32)")
    static let payoutNumerators = CallData.selector("payoutNumerators(bytes32,uint256)")
  }

  /// Calls the conditional tokens as `caller`; the bytes that they answer.
  mutating func callConditionalTokens(
    _ call: CallData, from caller: Address
  ) throws(Revert) -> [UInt8] {
    switch call.selector {
    case Function.balanceOf:
      return ReturnData.number(self[.shares(try call.address(0), try call.number(1))])
    case Function.balanceOfBatch: return try balances(call)
    case Function.isApprovedForAll:
      let key = WorldState.Key.approval(
        owner: try call.address(0), operator: try call.address(1))
      return ReturnData.number(self[key])
    case Function.outcomeSlotCount:
      let count = conditions[try call.word(0)]?.count ?? 0
      return ReturnData.number(UInt256(UInt64(count)))
    case Function.payoutDenominator:
      return ReturnData.number(self[.payoutSum(condition: try call.word(0))])
    case Function.payoutNumerators:
      guard let index = try call.number(1).uint64 else { throw .silent }
      return ReturnData.number(self[.payout(condition: try call.word(0), index: index)])
    case Function.setApprovalForAll:
      let (mover, value) = (try call.address(0), try call.number(1))
      guard value <= .one else { throw .silent }
      self[.approval(owner: caller, operator: mover)] = value
      log(contracts.conditionalTokens, [Event.approvalForAll, caller.word, mover.word], [value])
    case Function.safeTransferFrom:
      try transfer(
        from: try call.address(0), to: try call.address(1), [try call.number(2)],
        [try call.number(3)], by: caller)
    case Function.safeBatchTransferFrom:
      try transfer(
        from: try call.address(0), to: try call.address(1), try call.numbers(2),
        try call.numbers(3), by: caller)
    case Function.splitPosition: try exchange(call, caller, Event.positionSplit, splits: true)
    case Function.mergePositions: try exchange(call, caller, Event.positionsMerge, splits: false)
    case Function.redeemPositions: try redeem(call, caller)
    default: throw .silent
    }
    return []
  }

  private func balances(_ call: CallData) throws(Revert) -> [UInt8] {
    let (owners, tokens) = (try call.addresses(0), try call.numbers(1))
    guard owners.count == tokens.count else {
      throw .reason("ERC1155: owners and IDs must have same lengths")
    }
    return ReturnData.numbers(zip(owners, tokens).map { self[.shares($0, $1)] })
  }

  private mutating func transfer(
    from: Address, to: Address, _ tokens: [UInt256], _ amounts: [UInt256], by caller: Address
  ) throws(Revert) {
    guard tokens.count == amounts.count else {
      throw .reason("ERC1155: IDs and values must have same lengths")
    }
    guard to != .zero else { throw .reason("ERC1155: target address must be non-zero") }
    guard from == caller || self[.approval(owner: from, operator: caller)] == .one else {
      throw .reason("ERC1155: need operator approval for 3rd party transfers.")
    }
    for (token, amount) in zip(tokens, amounts) {
      try move(.shares(token), amount, from: from, to: to, by: caller)
    }
  }

  /// Collateral against a full set of shares, either way: one of each outcome for one pUSD.
  private mutating func exchange(
    _ call: CallData, _ caller: Address, _ event: Digest32, splits: Bool
  ) throws(Revert) {
    let tokens = try tokens(call)
    let (partition, amount) = (try call.numbers(3), try call.number(4))
    // A full set is what each outcome stands in exactly once: the bits 1, 2, 4 and so on.
    guard partition.count == tokens.count,
      partition.enumerated().allSatisfy({ $1 == UInt256(UInt64(1) << UInt64($0)) })
    else { throw .reason("partition not disjoint") }
    let contract = contracts.conditionalTokens
    if splits {
      try spendCollateral(amount, of: caller)
      for token in tokens { try move(.shares(token), amount, from: .zero, to: caller, by: caller) }
    } else {
      for token in tokens { try move(.shares(token), amount, from: caller, to: .zero, by: caller) }
      try move(.collateral, amount, from: contract, to: caller, by: contract)
    }
    log(contract, [event, caller.word, .zero, try call.word(2)], [amount])
  }

  private mutating func spendCollateral(
    _ amount: UInt256, of owner: Address
  ) throws(Revert) {
    let contract = contracts.conditionalTokens
    let key = WorldState.Key.allowance(owner: owner, spender: contract)
    if self[key] != .max {
      guard let rest = self[key].subtracting(amount) else {
        throw .reason("ERC20: insufficient allowance")
      }
      self[key] = rest
    }
    try move(.collateral, amount, from: owner, to: contract, by: contract)
  }

  /// All shares of a decided condition against what they pay.
  private mutating func redeem(_ call: CallData, _ caller: Address) throws(Revert) {
    let tokens = try tokens(call)
    let condition = try call.word(2)
    guard let sum = self[.payoutSum(condition: condition)].uint64, sum > 0 else {
      throw .reason("result for condition not received yet")
    }
    var total = UInt256.zero
    for (index, token) in tokens.enumerated() {
      let held = self[.shares(caller, token)]
      let payout = self[.payout(condition: condition, index: UInt64(index))]
      guard let part = payout.uint64.flatMap({ held.multiplied(by: $0) })?.divided(by: sum),
        let more = total.adding(part)
      else { throw .silent }
      total = more
      try move(.shares(token), held, from: caller, to: .zero, by: caller)
    }
    let contract = contracts.conditionalTokens
    try move(.collateral, total, from: contract, to: caller, by: contract)
    log(
      contract, [Event.payoutRedemption, caller.word, contracts.collateral.word, .zero],
      [UInt256(condition), total])
  }

  /// The outcome tokens of the condition that a call names, against pUSD and no other condition.
  private func tokens(_ call: CallData) throws(Revert) -> [UInt256] {
    guard try call.address(0) == contracts.collateral, try call.word(1) == .zero else {
      throw .silent
    }
    guard let tokens = conditions[try call.word(2)] else {
      throw .reason("condition not prepared yet")
    }
    return tokens
  }
}
