import CommandLine

@main
struct Polytraders {
  static let version = "0.1.0"

  static let program = Program(
    CommandGroup(
      "polytraders", "the control plane of a trading desk's orders on the Polymarket CLOB V2",
      [
        // Editing.
        .command(CheckCommand.self),
        .command(TestCommand.self),
        .command(FmtCommand.self),
        .command(LintCommand.self),
        .command(ExplainCodeCommand.self),
        .command(EvalCommand.self),
        .command(GraphCommand.self),
        .command(LanguageServerCommand.self),
        .command(SchemaCommand.self),
        // Changing.
        .command(CompareCommand.self),
        .command(WhyNotCommand.self),
        .command(PlanCommand.self),
        .command(BisectCommand.self),
        .command(OwnersCommand.self),
        .group(
          CommandGroup(
            "approve", "sign a change of policy, and prove what was signed",
            [
              .command(ApproveSignCommand.self), .command(ApproveStatusCommand.self),
              .command(ApproveVerifyCommand.self), .command(ApproveShowCommand.self),
              .command(ApproveExportCommand.self), .command(ApproveImportCommand.self),
              .command(ApproveWithdrawCommand.self),
            ], standard: ApproveSignCommand.self,
            example: "approve --proposer alice --key keystore:bob.json")),
        .command(DriftCommand.self),
        .group(
          CommandGroup(
            "override", "put a temporary value on the approved policy, signed and expiring",
            [
              .command(OverrideSetCommand.self), .command(OverrideListCommand.self),
              .command(OverrideSignCommand.self), .command(OverrideRevokeCommand.self),
              .command(OverrideExportCommand.self), .command(OverrideImportCommand.self),
              .command(OverrideDraftCommand.self),
            ], example: "override list")),
        // Running.
        .command(GenerateCommand.self),
        .command(RecordCommand.self),
        .command(ReplayCommand.self),
        .command(RunCommand.self),
        .group(
          CommandGroup(
            "orders", "look at the orders of a run, and release what it holds back",
            [
              .command(OrdersListCommand.self), .command(OrdersShowCommand.self),
              .command(OrdersReservedCommand.self), .command(OrdersHeldCommand.self),
              .command(OrdersPauseCommand.self), .command(OrdersResumeCommand.self),
              .command(OrdersFlowCommand.self), .command(OrdersExplainCommand.self),
              .command(OrdersSettleCommand.self),
            ], standard: OrdersListCommand.self, example: "orders --journal run.sqlite")),
        .command(ExplainCommand.self),
        .group(
          CommandGroup(
            "kill", "stop trading at once, and let two people arm it again",
            [
              .command(KillTripCommand.self), .command(KillStatusCommand.self),
              .command(KillResetCommand.self), .command(KillExportCommand.self),
              .command(KillImportCommand.self),
            ], example: "kill status")),
        .group(
          CommandGroup(
            "nonce", "look at the numbers of a desk, and let signing go on after a gap",
            [.command(NonceStatusCommand.self), .command(NonceReleaseCommand.self)],
            example: "nonce status")),
        .group(
          CommandGroup(
            "tx", "send the wallet's transactions, and look at what became of them",
            [
              .command(TransactionApproveCommand.self), .command(TransactionSplitCommand.self),
              .command(TransactionMergeCommand.self), .command(TransactionRedeemCommand.self),
              .command(TransactionSendCommand.self), .command(TransactionListCommand.self),
              .command(TransactionShowCommand.self), .command(TransactionResequenceCommand.self),
            ], example: "tx list")),
        .group(
          CommandGroup(
            "market", "read what everybody may read at the venue",
            [
              .command(MarketTimeCommand.self), .command(MarketListCommand.self),
              .command(MarketShowCommand.self), .command(MarketBookCommand.self),
              .command(MarketPriceCommand.self), .command(MarketRulesCommand.self),
            ], example: "market list --open")),
        .group(
          CommandGroup(
            "account", "trade at the venue and look at what became of it",
            [
              .group(
                CommandGroup(
                  "api-key", "make, fetch, list and delete API keys",
                  [
                    .command(APIKeyCreateCommand.self), .command(APIKeyDeriveCommand.self),
                    .command(APIKeyListCommand.self), .command(APIKeyDeleteCommand.self),
                  ], example: "account api-key list --credentials desk-api.json")),
              .command(AccountOrdersCommand.self), .command(AccountOrderCommand.self),
              .command(AccountTradesCommand.self), .command(AccountBalanceCommand.self),
              .command(AccountPostCommand.self), .command(AccountPostBatchCommand.self),
              .command(AccountCancelCommand.self), .command(AccountLimitsCommand.self),
              .command(AccountHeartbeatCommand.self), .command(AccountWatchCommand.self),
            ], example: "account orders --key keystore:desk.json")),
        .group(
          CommandGroup(
            "audit", "prove that a journal is whole",
            [.command(AuditVerifyCommand.self), .command(AuditCheckpointCommand.self)],
            example: "audit verify")),
        .command(StatusCommand.self), .command(VenueCommand.self), .command(SimulateCommand.self),
        .command(BenchCommand.self),
        .group(
          CommandGroup(
            "keys", "make keystores and look at whose keys they hold",
            [
              .command(KeyNewCommand.self), .command(KeyImportCommand.self),
              .command(KeyAddressCommand.self),
            ], example: "keys new --keystore desk.json")),
      ], example: "check"), version: version, exitCodes: FileProblem.exitCodes)

  static func main() async {
    let code = await program.run()
    Exit.exit(code)
  }
}
