//! Two accounts, and the ways a transfer reads and writes their balances.
//!
//! Owns the balances but nothing that protects them: which locks are held around which step is up to the
//! caller, and is what the lesson compares.

use super::{AtomicU64, Ordering};

/// Two accounts, called 0 and 1.
///
/// Each balance is read in one step and written in another, like a plain integer in another language: if
/// another write comes in between, an update is lost, but there is no undefined behavior.
///
/// ```
/// use sync::accounts::Accounts;
///
/// let accounts = Accounts::new(100);
/// accounts.transfer(0, 30);
/// assert_eq!(accounts.balances(), [70, 130]);
///
/// let seen = accounts.balance(0);
/// accounts.deposit(0, 5);
/// // Whatever came since the check is overwritten.
/// assert!(accounts.withdraw_from(0, seen, 10));
/// assert_eq!(accounts.balances(), [60, 130]);
/// ```
#[derive(Debug)]
pub struct Accounts([AtomicU64; 2]);

impl Accounts {
    /// Makes two accounts with this balance each.
    pub fn new(each: u64) -> Self {
        Self([AtomicU64::new(each), AtomicU64::new(each)])
    }

    /// An account's balance.
    pub fn balance(&self, which: usize) -> u64 {
        self.0[which].load(Ordering::Relaxed)
    }

    /// Both balances.
    pub fn balances(&self) -> [u64; 2] {
        [self.balance(0), self.balance(1)]
    }

    /// Moves this much from an account to the other one. The caller holds a lock on both.
    pub fn transfer(&self, from: usize, amount: u64) {
        let seen = self.balance(from);
        self.withdraw_from(from, seen, amount);
        self.deposit(1 - from, amount);
    }

    /// Adds to an account. The caller holds a lock on it.
    pub fn deposit(&self, to: usize, amount: u64) {
        let seen = self.balance(to);
        self.set(to, seen + amount);
    }

    /// Sets an account to the balance that was seen, less this amount, and returns whether that overwrote
    /// a different balance. The caller must hold a lock on it now, and must have held one when it looked;
    /// if that was the same lock, held throughout, nothing is overwritten.
    pub fn withdraw_from(&self, from: usize, seen: u64, amount: u64) -> bool {
        let overwrites = self.balance(from) != seen;
        self.set(from, seen - amount);
        overwrites
    }

    fn set(&self, which: usize, balance: u64) {
        self.0[which].store(balance, Ordering::Relaxed);
    }
}
