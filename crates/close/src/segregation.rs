//! segregation
