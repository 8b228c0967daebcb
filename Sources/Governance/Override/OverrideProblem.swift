import Diagnostics
import Hashing
import Policy

/// Why an override, or the end of one, is not believed. The table of the codes PT20xx below PT2030.
package enum OverrideProblem: Error, Hashable, Sendable {
  case badScope
  case badSignatureText
  case badDigest(key: String, String)
  case badTime(key: String, String)
  case unknownKind(String)
  case unknownVersion(String)
  /// What the policy says about the bot, the param, the value or its bounds.
  case policy(String)
  case otherPolicy(stated: String, approved: String)
  case noReason
  case reasonTooLong(count: Int, most: Int)
  case endsBeforeStart
  case tooLong(hours: String, most: String)
  case unknownPerson(String, known: [String])
  case otherVerdict(stated: OverrideVerdict, found: OverrideVerdict)
  case changesNothing(value: String)
  case noRules
  case doesNotCompile(String)
  case foreignSignature(approver: String)
  case signedTwice(approver: String)
  case sameID(other: String)
  case noSuchOverride(id: String)
  case keyOfNobody(address: String, known: [String])
  case keyOfAnother(name: String, owner: String?)
  case ambiguous(id: String, known: [String])
  case placeTaken(by: String)
  case loosensTogether(with: [String])
  case cannotRead(String, String)
  /// What is signed holds on, whatever became of its file; how, in words.
  case tampered(String)
}

extension OverrideProblem {
  /// The stable code.
  package var code: String {
    switch self {
    case .badScope: "PT2001"
    case .badSignatureText: "PT2002"
    case .badDigest: "PT2003"
    case .badTime: "PT2004"
    case .unknownKind, .unknownVersion: "PT2005"
    case .policy: "PT2006"
    case .otherPolicy: "PT2007"
    case .noReason: "PT2008"
    case .reasonTooLong: "PT2009"
    case .endsBeforeStart: "PT2010"
    case .tooLong: "PT2011"
    case .unknownPerson: "PT2012"
    case .otherVerdict: "PT2013"
    case .changesNothing: "PT2014"
    case .noRules: "PT2015"
    case .doesNotCompile: "PT2016"
    case .foreignSignature: "PT2017"
    case .signedTwice: "PT2018"
    case .sameID: "PT2019"
    case .noSuchOverride: "PT2020"
    case .keyOfNobody: "PT2021"
    case .keyOfAnother: "PT2022"
    case .ambiguous: "PT2023"
    case .placeTaken: "PT2025"
    case .loosensTogether: "PT2026"
    case .cannotRead: "PT2024"
    case .tampered: "PT2029"
    }
  }
}
