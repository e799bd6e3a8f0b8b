//! allowed_signers
