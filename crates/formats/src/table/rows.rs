//! Cells → the values of one row, and the sums of all rows. Used again for every row: no allocation per cell.
//!
//! Not here: where a cell comes from, and how what is wrong with it is called.

use domain::Ore;
use domain::register::{Field, Type};

use super::fault::Fault;
use super::headings::{Part, Plan, Step};
use super::value::{self, DecimalMark, Typed, Value};

/// A fault with the column it stands in, the field it is about, and what to call that.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Trouble {
    pub(crate) fault: Fault,
    pub(crate) column: Option<usize>,
    pub(crate) field: &'static Field,
    /// The value is missing on both sides.
    pub(crate) sides_are_empty: bool,
}

impl Trouble {
    /// The sentence.
    pub(crate) fn sentence(&self, mark: DecimalMark) -> String {
        if self.sides_are_empty {
            return "expected a value for debit or credit, found nothing".to_owned();
        }
        self.fault.sentence(self.field, mark.as_char())
    }

    /// Whether the cell may be shown: never one that may say something about a person.
    pub(crate) fn may_show(&self) -> bool {
        !self.field.personal && self.fault != Fault::Empty
    }
}

impl Trouble {
    /// A fault of a cell.
    pub(crate) fn new(fault: Fault, column: Option<usize>, field: &'static Field) -> Self {
        Self {
            fault,
            column,
            field,
            sides_are_empty: false,
        }
    }
}

/// The rows of one table while they are read.
#[derive(Debug)]
pub(crate) struct Rows {
    pub(crate) plan: Plan,
    /// The values of the row being read, one per field of the kind.
    pub(crate) values: Vec<Value>,
    pub(crate) mark: DecimalMark,
    /// Sum of the kind's first amount where it is positive, in øre; of the debit column where sides are apart.
    pub(crate) debit: i128,
    /// The same of negative amounts, without the sign; of the credit column.
    pub(crate) credit: i128,
    /// The sum of each amount field.
    sums: Vec<i128>,
    main: Option<usize>,
    /// The two sides of the row being read.
    sides: [Option<Ore>; 2],
    has_sides: bool,
}

impl Rows {
    pub(crate) fn new(plan: Plan) -> Self {
        let fields = plan.kind.fields.len();
        Self {
            values: vec![Value::Empty; fields],
            mark: DecimalMark::default(),
            debit: 0,
            credit: 0,
            sums: vec![0; fields],
            main: plan.kind.main_amount(),
            sides: [None, None],
            has_sides: plan.steps.iter().any(|step| step.part != Part::Whole),
            plan,
        }
    }

    /// The sums of the amount fields that the table has, by field name, in the order of the kind.
    pub(crate) fn sums(&self) -> Vec<(&'static str, i128)> {
        let fields = self.plan.kind.fields.iter().zip(&self.sums).enumerate();
        fields
            .filter(|(place, (field, _))| {
                field.of == Type::Amount && self.plan.column(*place).is_some()
            })
            .map(|(_, (field, sum))| (field.name, *sum))
            .collect()
    }

    fn field(&self, place: usize) -> Option<&'static Field> {
        self.plan.kind.fields.get(place)
    }

    /// A text cell of the row; `start` is where the cell stands in the text of the row.
    #[inline]
    pub(crate) fn text(&mut self, step: Step, cell: &str, start: usize) -> Result<(), Fault> {
        // Each type stores its own value: put together first, it would be copied through memory in pieces.
        match step.of {
            Type::Text | Type::Account | Type::Party | Type::Person | Type::BankAccount => {
                if cell.is_empty() {
                    return nothing(step);
                }
                if let Some(place) = self.values.get_mut(step.field) {
                    *place = Value::Text {
                        start,
                        end: start + cell.len(),
                    };
                }
                Ok(())
            }
            Type::Amount => {
                let cell = cell.trim();
                if cell.is_empty() {
                    return nothing(step);
                }
                let amount = self.mark.amount(cell);
                if amount.is_err() && step.part != Part::Whole {
                    // The side is not empty, whatever it holds.
                    self.amount(step, Ore::ZERO);
                }
                self.amount(step, amount.map_err(Fault::Amount)?);
                Ok(())
            }
            Type::Date => {
                let cell = cell.trim_ascii();
                if cell.is_empty() {
                    return nothing(step);
                }
                let date = value::date(cell).ok_or(Fault::NotOf(Type::Date))?;
                if let Some(place) = self.values.get_mut(step.field) {
                    *place = Value::Date(date);
                }
                Ok(())
            }
            Type::Period => {
                let cell = cell.trim_ascii();
                if cell.is_empty() {
                    return nothing(step);
                }
                let period = value::period(cell).ok_or(Fault::NotOf(Type::Period))?;
                if let Some(place) = self.values.get_mut(step.field) {
                    *place = Value::Period(period);
                }
                Ok(())
            }
            Type::Currency => {
                if cell.is_empty() {
                    return nothing(step);
                }
                if cell.len() != 3 || !cell.bytes().all(|byte| byte.is_ascii_uppercase()) {
                    return Err(Fault::NotOf(Type::Currency));
                }
                if let Some(place) = self.values.get_mut(step.field) {
                    *place = Value::Text {
                        start,
                        end: start + 3,
                    };
                }
                Ok(())
            }
            Type::Limit | Type::Count | Type::Decimal | Type::Switch => {
                let value = value::rare(step.of, cell.trim(), &mut self.mark)?;
                self.put(step, value)
            }
        }
    }

    /// A cell of the row that has a type of its own.
    pub(crate) fn typed(&mut self, step: Step, cell: Typed) -> Result<(), Fault> {
        match value::of_typed(step.of, cell)? {
            Value::Amount(amount) if step.of == Type::Amount => {
                self.amount(step, amount);
                Ok(())
            }
            value => self.put(step, value),
        }
    }

    fn put(&mut self, step: Step, value: Value) -> Result<(), Fault> {
        if value == Value::Empty {
            return nothing(step);
        }
        if let Some(place) = self.values.get_mut(step.field) {
            *place = value;
        }
        Ok(())
    }

    #[inline]
    fn amount(&mut self, step: Step, amount: Ore) {
        match step.part {
            Part::Debit => {
                self.sides = [Some(amount), self.sides[1]];
                return;
            }
            Part::Credit => {
                self.sides = [self.sides[0], Some(amount)];
                return;
            }
            Part::Whole => {}
        }
        if Some(step.field) == self.main {
            let side = if amount.0 < 0 {
                &mut self.credit
            } else {
                &mut self.debit
            };
            *side += i128::from(amount.unsigned());
        }
        if let Some(sum) = self.sums.get_mut(step.field) {
            *sum += i128::from(amount.0);
        }
        if let Some(place) = self.values.get_mut(step.field) {
            *place = Value::Amount(amount);
        }
    }

    /// What concerns the row as a whole, when all its cells have been read.
    #[inline]
    pub(crate) fn end(&mut self) -> Result<(), Trouble> {
        if self.has_sides {
            self.join_sides()?;
        }
        if let Some((period, date)) = self.plan.month_of
            && self.values.get(period) == Some(&Value::Empty)
            && let Some(Value::Date(day)) = self.values.get(date)
        {
            // Days that are read lie in years that have periods.
            let month = domain::Period::of(*day).map_or(Value::Empty, Value::Period);
            if let Some(place) = self.values.get_mut(period) {
                *place = month;
            }
        }
        if let Some((place, period)) = self.plan.movements
            && self.values.get(place) == Some(&Value::Empty)
            && let Some(Value::Period(of_row)) = self.values.get(period)
            && of_row.number() != 0
            && let Some(field) = self.field(place)
        {
            return Err(Trouble::new(Fault::Empty, self.plan.column(place), field));
        }
        Ok(())
    }

    fn join_sides(&mut self) -> Result<(), Trouble> {
        let [debit, credit] = std::mem::take(&mut self.sides);
        let place = self.plan.kind.sides();
        let Some((place, field)) = place.and_then(|place| Some((place, self.field(place)?))) else {
            return Ok(());
        };
        let column_of = |part| {
            let step = self.plan.steps.iter().find(|step| step.part == part);
            step.map(|step| step.column)
        };
        if debit.is_none() && credit.is_none() {
            return if field.need == domain::register::Need::Always {
                Err(Trouble {
                    sides_are_empty: true,
                    ..Trouble::new(Fault::Empty, column_of(Part::Debit), field)
                })
            } else {
                Ok(())
            };
        }
        let (debit, credit) = (debit.unwrap_or_default(), credit.unwrap_or_default());
        if debit.0 != 0 && credit.0 != 0 {
            return Err(Trouble::new(
                Fault::BothSides,
                column_of(Part::Credit),
                field,
            ));
        }
        self.debit += i128::from(debit.0);
        self.credit += i128::from(credit.0);
        let amount = debit.checked_sub(credit).unwrap_or_default();
        if let Some(sum) = self.sums.get_mut(place) {
            *sum += i128::from(amount.0);
        }
        if let Some(slot) = self.values.get_mut(place) {
            *slot = Value::Amount(amount);
        }
        Ok(())
    }

    /// Forgets the row.
    #[inline]
    pub(crate) fn begin(&mut self) {
        self.values.fill(Value::Empty);
        self.sides = [None, None];
    }

    /// What the sum line of a table should say in the column of a step: the name and the sum.
    pub(crate) fn expected_sum(&self, step: Step) -> Option<(&'static str, i128)> {
        match step.part {
            Part::Debit => Some(("debit", self.debit)),
            Part::Credit => Some(("credit", self.credit)),
            Part::Whole if step.of == Type::Amount => {
                let field = self.field(step.field)?;
                Some((field.name, self.sums.get(step.field).copied()?))
            }
            Part::Whole => None,
        }
    }
}

/// An empty cell: the values of a row begin empty.
#[inline]
fn nothing(step: Step) -> Result<(), Fault> {
    if step.always {
        Err(Fault::Empty)
    } else {
        Ok(())
    }
}

/// Whether a cell says that its row is a sum.
pub(crate) fn is_sum_word(cell: &str) -> bool {
    let word = cell.trim();
    let word = word.strip_suffix(':').unwrap_or(word).trim_end();
    // Nearly every first cell is an account: no work for it.
    word.bytes()
        .next()
        .is_some_and(|byte| matches!(byte, b's' | b'S' | b't' | b'T'))
        && [
            "sum",
            "sum totalt",
            "sum total",
            "total",
            "totalt",
            "totalsum",
        ]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
}

/// A sum of øre as decimal text.
pub(crate) fn decimal(ore: i128) -> String {
    let sign = if ore < 0 { "-" } else { "" };
    let (whole, cents) = (ore.unsigned_abs() / 100, ore.unsigned_abs() % 100);
    format!("{sign}{whole}.{cents:02}")
}
