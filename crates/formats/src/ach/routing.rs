//! Is this the number of a bank? Nine digits, of which the last checks the others (ABA routing numbers).

/// The digit that belongs to eight: weights 3, 7 and 1 bring the sum to a multiple of ten.
pub fn check_digit(eight: &[u8; 8]) -> u8 {
    let weights = [3_u32, 7, 1, 3, 7, 1, 3, 7];
    let sum: u32 = eight.iter().zip(weights).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    b'0' + u8::try_from((10 - sum % 10) % 10).expect("a rest of ten is a digit")
}

/// Whether nine characters are a routing number: digits with the right check digit that are not all zero.
pub fn is_valid(number: &str) -> bool {
    let Some((eight, check)) =
        number.as_bytes().split_last_chunk::<1>().filter(|(eight, _)| eight.len() == 8)
    else {
        return false;
    };
    let Ok(eight) = <&[u8; 8]>::try_from(eight) else { return false };
    let all_digits = number.bytes().all(|byte| byte.is_ascii_digit());
    all_digits && eight != b"00000000" && check_digit(eight) == check[0]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routing_numbers_are_checked() {
        for good in ["231380104", "121042882", "011000015", "091400606"] {
            assert!(is_valid(good), "{good}");
        }
        for bad in ["231380105", "000000000", "23138010", "2313801044", "23138010a", "", "²31380104"] {
            assert!(!is_valid(bad), "{bad}");
        }
    }

    #[test]
    fn a_changed_digit_or_two_neighbours_swapped_are_noticed() {
        let good = *b"231380104";
        for place in 0..9 {
            for digit in b'0'..=b'9' {
                let mut changed = good;
                changed[place] = digit;
                assert_eq!(is_valid(std::str::from_utf8(&changed).unwrap()), digit == good[place]);
            }
        }
        for place in 0..8 {
            let mut swapped = good;
            swapped.swap(place, place + 1);
            let differs_by_five = good[place].abs_diff(good[place + 1]).is_multiple_of(5);
            assert_eq!(is_valid(std::str::from_utf8(&swapped).unwrap()), differs_by_five, "place {place}");
        }
    }
}
