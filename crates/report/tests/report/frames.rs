//! Parquet: what is written is read back right, and is the same every time.

use arrow_array::{Array, Decimal128Array, StringArray};
use arrow_schema::DataType;
use domain::{FileId, OpenItem, Ore, RowRef};
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use proptest::prelude::*;
use report::frames::{
    Pair, findings_parquet, matches_parquet, open_items_parquet, pairs_parquet, read_matches,
    read_open_items, read_pairs, suggestions_parquet,
};

use crate::sample;

fn columns(bytes: Vec<u8>) -> Vec<(String, DataType)> {
    let builder = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes)).unwrap();
    builder
        .schema()
        .fields()
        .iter()
        .map(|f| (f.name().clone(), f.data_type().clone()))
        .collect()
}

#[test]
fn matches_have_the_columns_of_the_contract() {
    let run = sample::run("G2024");
    let bytes = matches_parquet(&run).unwrap();
    let expected = [
        ("group", DataType::Utf8),
        ("side", DataType::Utf8),
        ("file", DataType::Utf8),
        ("record", DataType::Int64),
        ("rule", DataType::Utf8),
        ("ambiguous", DataType::Boolean),
        ("amount", DataType::Decimal128(18, 2)),
        ("date", DataType::Date32),
        ("birth_period", DataType::Utf8),
    ];
    let found = columns(bytes.clone());
    assert_eq!(found, expected.map(|(name, kind)| (name.to_owned(), kind)));

    let stored = read_matches(&bytes).unwrap();
    assert_eq!(stored.len(), run.matches.len());
    for (stored, row) in stored.iter().zip(&run.matches) {
        assert_eq!(stored.pair.group, format!("{}#{}", row.set, row.group));
        assert_eq!(
            (stored.pair.file, stored.pair.record),
            (row.row.file, row.row.record)
        );
        assert_eq!(
            (stored.amount, stored.date, stored.birth),
            (row.amount, row.date, row.birth)
        );
        assert_eq!((&stored.rule, stored.ambiguous), (&row.rule, row.ambiguous));
    }
    let pairs: Vec<Pair> = stored.into_iter().map(|stored| stored.pair).collect();
    assert_eq!(read_pairs(&bytes).unwrap(), pairs);
    assert_eq!(read_pairs(&pairs_parquet(&pairs).unwrap()).unwrap(), pairs);
}

#[test]
fn money_is_decimal_for_any_reader() {
    let bytes = open_items_parquet(&sample::run("G2024").open_items).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes))
        .unwrap()
        .build()
        .unwrap();
    let batch = reader.into_iter().next().unwrap().unwrap();
    let amounts = batch.column_by_name("amount").unwrap();
    let amounts = amounts.as_any().downcast_ref::<Decimal128Array>().unwrap();
    assert_eq!(
        (amounts.value_as_string(0), amounts.value_as_string(1)),
        ("250.00".to_owned(), "-1337.50".to_owned())
    );
}

#[test]
fn the_same_rows_give_the_same_bytes() {
    let (run, texts) = (sample::run("G2024"), sample::texts("nb"));
    assert_eq!(
        matches_parquet(&run).unwrap(),
        matches_parquet(&run).unwrap()
    );
    assert_eq!(
        open_items_parquet(&run.open_items).unwrap(),
        open_items_parquet(&run.open_items).unwrap()
    );
    assert_eq!(
        findings_parquet(&run, &texts).unwrap(),
        findings_parquet(&run, &texts).unwrap()
    );
}

#[test]
fn suggestions_say_what_is_near_for_programs_and_for_people() {
    let run = sample::run("G2024");
    let bytes = suggestions_parquet(&run, &sample::texts("en")).unwrap();
    assert_eq!(
        bytes,
        suggestions_parquet(&run, &sample::texts("en")).unwrap()
    );
    let reader = ParquetRecordBatchReaderBuilder::try_new(bytes::Bytes::from(bytes))
        .unwrap()
        .build()
        .unwrap();
    let batch = reader.into_iter().next().unwrap().unwrap();
    let text = |name: &str| {
        let column = batch.column_by_name(name).unwrap();
        let column = column.as_any().downcast_ref::<StringArray>().unwrap();
        column.value(0).to_owned()
    };
    assert_eq!(batch.num_rows(), run.suggestions.len());
    assert_eq!(text("reasons"), "sample-near");
    assert!(
        text("text").ends_with(": two digits are swapped, difference 90.00"),
        "{}",
        text("text")
    );
}

#[test]
fn no_rows_are_a_table_too() {
    let bytes = open_items_parquet(&[]).unwrap();
    assert_eq!(read_open_items(&bytes).unwrap(), []);
    assert_eq!(columns(bytes).len(), 15);
}

#[test]
fn another_table_is_refused() {
    let run = sample::run("G2024");
    let error = read_open_items(&matches_parquet(&run).unwrap()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "frames/open_items.parquet: expected a column set, found none"
    );
    assert!(read_open_items(b"PAR1 not a table").is_err());
    assert!(read_open_items(b"").is_err());
}

#[test]
fn an_amount_of_19_digits_is_refused_not_cut() {
    let mut items = sample::run("G2024").open_items;
    items[0].amount = Ore(1_000_000_000_000_000_000);
    let error = open_items_parquet(&items).unwrap_err();
    assert!(error.to_string().contains("at most 18 digits"), "{error}");
}

fn any_open_item() -> impl Strategy<Value = OpenItem> {
    let place = (any::<[u8; 6]>(), 0..u64::MAX / 2, 0..u64::MAX / 2);
    let money = (
        -999_999_999_999_999_999_i64..=999_999_999_999_999_999,
        -100_000..100_000_i32,
    );
    let words = proptest::collection::vec("\\PC{0,12}", 9);
    let birth = (1900..=2200_i32, 0..=14_u8);
    (place, money, words, birth).prop_map(|(place, money, words, birth)| OpenItem {
        set: words[0].clone(),
        side: words[1].clone(),
        row: RowRef {
            file: FileId(place.0),
            record: place.1,
        },
        line: place.2,
        account: words[2].clone(),
        date: chrono::NaiveDate::from_num_days_from_ce_opt(719_163 + money.1).unwrap(),
        amount: Ore(money.0),
        currency: words[3].clone(),
        reference: words[4].clone(),
        kid: words[5].clone(),
        lump: words[6].clone(),
        voucher: words[7].clone(),
        text: words[8].clone(),
        birth: domain::Period::new(birth.0, birth.1).unwrap(),
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn open_items_come_back_whole(items in proptest::collection::vec(any_open_item(), 0..40)) {
        let bytes = open_items_parquet(&items).unwrap();
        prop_assert_eq!(read_open_items(&bytes).unwrap(), items);
    }

    /// Damaged bytes are refused or read; they never stop the program.
    #[test]
    fn damaged_bytes_do_not_panic(at in 0..100_000_usize, value: u8, cut in 0..100_000_usize) {
        let mut bytes = open_items_parquet(&sample::run("G2024").open_items).unwrap();
        let length = bytes.len();
        bytes[at % length] = value;
        let _ = read_open_items(&bytes);
        let _ = read_matches(&bytes[..cut % length]);
    }
}
