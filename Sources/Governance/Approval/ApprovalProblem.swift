package import Hashing
package import Policy
package import Signing

/// What is wrong with an approval, a release, their history or a proposal. Every one of them refuses: nothing that
/// is unsigned or cannot be checked is ever taken for approved.
package enum ApprovalProblem: Error, Hashable, Sendable {
  // The folder and its files.

  /// There is no folder `specs/approved`, or no release in it.
  case nothingApproved(folder: String)
  /// Something that is neither a release nor the proposal.
  case foreignEntry(String)
  /// A symbolic link, a folder, a device, where a file should be.
  case notRegular(String)
  case unreadable(String, reason: String)
  case unwritable(String, reason: String)
  /// The number in the file is not that of its name.
  case sequenceDiffers(said: Int, expected: Int)
  /// The releases before and after are there.
  case sequenceMissing(Int)
  /// A member has another form than it can have.
  case badMember(String, wanted: String)
  /// A document of a release lies where no policy lies.
  case badDocumentPath(String)
  case emptyDocuments

  // A release against the one before.

  case otherPrevious(sequence: Int)
  /// The documents mean something else than what was signed.
  case otherMeaning(said: Digest32, found: Digest32)
  case otherGovernance(said: Digest32, found: Digest32)
  case otherVerdict(said: String, found: String)
  /// The base has no list of approvers or no rules, so nobody can approve.
  case noRules(missing: String)

  // Signatures.

  case unknownApprover(String, known: [String])
  /// The signature is of nobody, or of another text.
  case notASignature(of: String)
  case signedByOther(approver: String, signer: Address)
  case approvedTwice(String)
  /// Two approvers with one e-mail address.
  case onePerson(String, String)
  case ownChange(String, how: OwnChange)
  case missingApprovals(Shortfall)
  case beforePrevious(String)
  case inFuture(String, at: Int64)
  case expired(String, at: Int64)
  case expiresTooLate(String, most: Int64)

  /// Why somebody's approval of a change does not count.
  package enum OwnChange: Hashable, Sendable {
    case proposed
    case wrote(email: String)
  }

  /// What a requirement lacks.
  package struct Shortfall: Hashable, Sendable {
    package var changeClass: ApprovalRules.ChangeClass
    /// How many people have to sign, and how many did.
    package var wanted: Int
    package var found: Int
    package var roles: [ApproverRole]
    package var owners: [String]
    /// Names of those who could.
    package var able: [String]
    /// Owners for whom nobody is left who could sign.
    package var voiceless: [String]
  }

  // What was seen before.

  case rolledBack(from: Int, to: Int)
  case otherGenesis(pinned: Digest32, found: Digest32)
  case rewritten(sequence: Int)
  case clockBack(from: Int64, to: Int64)
  /// The newest release came here for the first time when its signatures were over.
  case adoptedLate(sequence: Int, of: String, expired: Int64)

  // Proposals and commands.

  case nothingToApprove
  case noProposal
  case otherProposal(said: Digest32, found: Digest32)
  case baseMoved(from: Int, to: Int)
  case proposalExpired(at: Int64)
  case proposerDiffers(said: String, given: String)
  case badName(String)
  case digestDiffers(given: String, found: Digest32)
  case keyOfNobody(Address, known: [String])
  case keyOfOther(Address, name: String)
  case malformedSignature(count: Int)
  case highSignature
  case badRecovery(UInt8)
  case unconfirmed
  case noRelease(Int, last: Int)
  case noDocument(String, known: [String])
  case authorMissing(String)
  case noExport(String)

  /// Whether it says only that there is no release yet.
  var isNothingApproved: Bool {
    if case .nothingApproved = self { true } else { false }
  }
}
