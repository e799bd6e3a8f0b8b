//! The codes that only camt.054 raises. They are of one family with those of camt.053 ([`crate::camt053::error`]),
//! which this format raises too wherever the same thing is wrong.

use crate::complaints::kinds;

pub use crate::complaints::Kind;

kinds! {
    OTHER_THAN_NOTIFICATION = "CAMT009", Error, "the message is not a camt.054 notification",
        "deliver it as the message type it is, or order camt.054 from the bank";
    NO_NOTIFICATION = "CAMT060", Error, "the message holds no notification",
        "ask the bank for the notification, or do not deliver the file";
}
