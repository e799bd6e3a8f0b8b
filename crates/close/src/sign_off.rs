//! sign_off
