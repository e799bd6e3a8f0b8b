//! Where delimiters and line ends stand in a block, found for all of its lines at once, without a branch per byte.
//!
//! Not here: quotes; a block that has any is split row by row (`row`).

/// Places in a block whose every line ends in a line feed.
#[derive(Debug, Default)]
pub(super) struct Separators {
    /// Offset of each delimiter and line feed; the rest is room.
    places: Vec<u32>,
    /// How many there are.
    count: usize,
}

impl Separators {
    /// Finds them in a block of less than 4 GiB.
    pub(super) fn find(&mut self, block: &[u8], delimiter: u8) {
        if self.places.len() < block.len() {
            self.places.resize(block.len(), 0);
        }
        self.count = 0;
        let (chunks, rest) = block.as_chunks::<64>();
        let mut base = 0;
        for chunk in chunks {
            self.put(bits(chunk, delimiter), base);
            base += 64;
        }
        // NUL is neither a delimiter nor a line feed.
        let mut last = [0; 64];
        for (to, from) in last.iter_mut().zip(rest) {
            *to = *from;
        }
        self.put(bits(&last, delimiter), base);
    }

    /// Of each line of the same block the offsets of its delimiters and, last, of its line feed.
    pub(super) fn lines<'a>(&'a self, block: &'a [u8]) -> impl Iterator<Item = &'a [u32]> {
        let all = self.places.get(..self.count).unwrap_or_default();
        all.split_inclusive(|place| {
            let byte = usize::try_from(*place).ok().and_then(|at| block.get(at));
            byte == Some(&b'\n')
        })
    }

    /// Adds the places of the bits that are set.
    #[inline]
    fn put(&mut self, mut bits: u64, base: u32) {
        let places = self.places.iter_mut().skip(self.count);
        self.count += usize::try_from(bits.count_ones()).unwrap_or(0);
        for place in places {
            if bits == 0 {
                break;
            }
            *place = base + bits.trailing_zeros();
            bits &= bits - 1;
        }
    }
}

/// One bit per byte, the first byte's lowest: set if it is a delimiter or a line feed. Written such that the compiler makes
/// 60 instructions of it, most of them on 16 bytes each.
#[inline]
fn bits(chunk: &[u8; 64], delimiter: u8) -> u64 {
    let mut found = [0_u8; 64];
    for (at, (byte, found)) in chunk.iter().zip(&mut found).enumerate() {
        let is_separator = *byte == delimiter || *byte == b'\n';
        *found = if is_separator { 1 << (at % 8) } else { 0 };
    }
    // Each byte of eight has a bit of its own: the product's highest byte is the sum of all of them.
    found
        .as_chunks::<8>()
        .0
        .iter()
        .rev()
        .fold(0, |bits, eight| {
            let sum = u64::from_le_bytes(*eight).wrapping_mul(0x0101_0101_0101_0101) >> 56;
            bits << 8 | sum
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_separator_is_found_and_nothing_else() {
        // Bytes that differ from a separator in one bit, or lie beside it.
        let alphabet = b";\n:<\x0b\x09\xbb\x8ax\x00";
        let mut state = 1_u32;
        let mut separators = Separators::default();
        for length in (0..300).chain([1_000, 5_000]) {
            let mut block: Vec<u8> = (0..length)
                .map(|_| {
                    state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    alphabet[usize::try_from(state >> 16).unwrap() % alphabet.len()]
                })
                .collect();
            block.push(b'\n');
            let mut expected: Vec<Vec<u32>> = vec![Vec::new()];
            for (place, byte) in (0..).zip(&block) {
                if matches!(byte, b';' | b'\n') {
                    expected.last_mut().unwrap().push(place);
                }
                if *byte == b'\n' {
                    expected.push(Vec::new());
                }
            }
            expected.pop();
            separators.find(&block, b';');
            let found: Vec<Vec<u32>> = separators.lines(&block).map(<[u32]>::to_vec).collect();
            assert_eq!(found, expected, "{length}");
        }
    }
}
