package import Runner

/// The journal of a run: a log that says what of it is on the disk.
package typealias ServiceJournal = DurableLog
