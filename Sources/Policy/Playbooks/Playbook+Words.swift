extension Playbook.Kind: FormWordSource {
  var formMeaning: String {
    switch self {
    case .contain: "The machine lowers risk at once; nothing else may stand here."
    case .capture: "The machine puts evidence into the journal, in bounded time."
    case .assert: "The machine looks whether something holds."
    case .page: "Somebody is called."
    case .schedule: "The machine does something at a moment to come."
    case .human: "A person answers; silence counts as the safest answer."
    case .approve: "People approve what is bound by its hashes."
    case .waitUntil: "The machine waits until something has held for a time; no data is not held."
    case .auto: "The machine does something; to raise risk it needs what 'requires' names."
    }
  }
}

extension Playbook.Action: FormWordSource {
  var formMeaning: String {
    switch self {
    case .contain: "Do what 'containment' of the playbook says. Lowers risk."
    case .placeFreeze: "Freeze the scope. Lowers risk."
    case .cancelOrders:
      "Cancel the resting orders of the scope; no rate cap delays it. Lowers risk."
    case .stopSigning: "Sign nothing in the scope. Lowers risk."
    case .publishEvidence: "Put the evidence into the channel of the incident."
    case .openChannel: "Open the channel of the incident."
    case .replayLastHour: "Replay the last hour and hold it against what was recorded."
    case .draftApproval: "Write the proposal that would make the running values the approved ones."
    case .applyApproved: "Put what was approved in the place of what runs."
    case .releaseFreeze: "End the freeze. Raises risk."
    case .openOverride: "Let a signed override hold for its time. Raises risk."
    }
  }
}

extension Playbook.Scope: FormWordSource {
  var formMeaning: String {
    switch self {
    case .global: "The whole desk."
    case .venue: "The venue of the incident."
    case .market: "The market of the incident."
    case .strategy: "The strategy of the incident."
    case .bot: "The bot of the incident."
    case .staleMarkets: "The markets whose freshness cannot be read."
    }
  }
}

extension Playbook.FreezeLevel: FormWordSource {
  var formMeaning: String {
    switch self {
    case .reduceOnly: "Orders that lessen exposure, and cancels."
    case .advisory: "Strategies propose only; risk bots and people may lessen exposure."
    case .cancelOnly: "Cancels only."
    case .halt: "No signing; cancels only through the kill path."
    }
  }
}

extension Playbook.UnfreezePolicy: FormWordSource {
  var formMeaning: String {
    switch self {
    case .auto: "The condition was clear for the recovery time."
    case .timed: "All samples of ten minutes were green; a missing one is red."
    case .manual: "One operator."
    case .dual: "The condition is clear and a second person, who is not the resetter, approves."
    case .manualReconcile:
      "A written explanation, an empty difference, security and a second person."
    }
  }
}

extension Playbook.Role: FormWordSource {
  var formMeaning: String {
    switch self {
    case .responder: "Whoever was paged."
    case .commander: "Whoever commands the incident."
    case .operations: "Of trading operations."
    case .risk: "Of the risk team."
    case .headOfRisk: "The head of risk."
    case .security: "The security on-call."
    case .configOwner: "Answers for the bot or the policy that drifted."
    }
  }
}

extension Playbook.Moment: FormWordSource {
  var formMeaning: String {
    switch self {
    case .overrideExpires: "When the override ends."
    case .beforeOverrideExpires: "Early enough to approve before the override ends."
    }
  }
}

extension Playbook.Evidence: FormWordSource {
  var formMeaning: String {
    switch self {
    case .positions: "Positions of all wallets."
    case .openOrders: "Resting orders."
    case .lastEnvelopes: "The last 100 envelopes of the journal."
    case .lastScopeEnvelopes: "The last 100 envelopes of the scope."
    case .blockHeight: "The height of the chain."
    case .alertTimeline: "When the alert fired and cleared in the last 15 minutes."
    case .flapCount: "How often it fired and cleared."
    case .secondReading: "The same measured by another source."
    case .freeze: "The freeze that was placed."
    case .triggerEnvelope: "The envelope that started the incident."
    case .killSwitchEvent: "What tripped the kill switch."
    case .inFlightOrders: "Orders whose fate is not known."
    case .cancelReceipts: "What the venue said to the cancels."
    case .replayReport: "What the replay decided."
    case .releaseEnvelope: "The envelope that ended the freeze."
    case .internalState: "What the desk believes."
    case .chainState: "What the chain says."
    case .lastSeenBlock: "The last block that was seen."
    case .lastAppliedEvent: "The last event that was applied."
    case .explanation: "What a person wrote about the cause."
    case .corrections: "The envelopes of a correction by hand."
    case .driftedFields: "Bot, field, what is approved, what runs, and the direction of risk."
    case .approvedDigest: "The digest of what was approved."
    case .runningDigest: "The digest of what runs."
    case .lastWriter: "Who changed it last: git, the owner of the file, the journal."
    case .revertReceipt: "What was put back."
    case .signedOverride: "The signed override."
    case .approvalRequest: "The proposal that would approve it."
    }
  }
}
