//! Who is logged in, and what they may see.

use exact_model::system;
use exact_model::{Code, NaiveDate, Uuid, projection};

projection! {
    /// The user that the tokens belong to.
    pub struct Me of system::Me {
        /// The user.
        pub user_id: Option<Uuid> = USER_ID,
        /// The name to log in with.
        pub user_name: Option<String> = USER_NAME,
        /// First and last name.
        pub full_name: Option<String> = FULL_NAME,
        /// The division last used in Exact's own pages. It moves when the user opens another one there, and the app
        /// need not have access to it.
        pub current_division: Option<i32> = CURRENT_DIVISION,
    }
}

projection! {
    /// An administration that the user and the app may see.
    pub struct DivisionRow of system::Division {
        /// The division number, as in addresses.
        pub code: i32 = CODE,
        /// The number that users see in Exact.
        pub hid: Option<i64> = HID,
        /// Its name.
        pub description: Option<String> = DESCRIPTION,
        /// The currency of its books.
        pub currency: Option<String> = CURRENCY,
        /// The country of its books.
        pub country: Option<Code> = COUNTRY,
        /// The customer of Exact that it belongs to; accountants see more than one.
        pub customer_name: Option<String> = CUSTOMER_NAME,
        /// Whether it is the customer's main division.
        pub is_main_division: Option<bool> = IS_MAIN_DIVISION,
        /// 0 inactive, 1 active, 2 archived.
        pub status: Option<i32> = STATUS,
        /// 0 when it can be used; anything else while Exact works on it, as during a restore.
        pub blocking_status: Option<i32> = BLOCKING_STATUS,
        /// When it was archived.
        pub archive_date: Option<NaiveDate> = ARCHIVE_DATE,
        /// When it moved to another database; timestamps of sync endpoints start over then.
        pub division_move_date: Option<NaiveDate> = DIVISION_MOVE_DATE,
    }
}
