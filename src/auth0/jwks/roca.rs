//! Finds RSA keys made by a flawed library of smart cards and hardware modules (CVE-2017-15361, "ROCA"), whose private
//! half can be computed. Nemec et al., "The Return of Coppersmith's Attack", CCS 2017: modulo each small prime, such a
//! modulus is a power of 65537. Of other keys, one in two hundred million is.

/// The odd primes that such keys of every size are built on.
const PRIMES: [u32; 38] = [
    3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97,
    101, 103, 107, 109, 113, 127, 131, 137, 139, 149, 151, 157, 163, 167,
];

/// Whether the modulus, highest byte first, looks like such a key.
pub(super) fn is_weak(modulus: &[u8]) -> bool {
    PRIMES.iter().all(|prime| is_power_of_65537(remainder(modulus, *prime), *prime))
}

fn remainder(modulus: &[u8], prime: u32) -> u32 {
    modulus.iter().fold(0, |rest, byte| product(rest, 256, u32::from(*byte), prime))
}

/// `left` times `right` plus `more`, modulo a prime. All are small: nothing overflows.
fn product(left: u32, right: u32, more: u32, prime: u32) -> u32 {
    let whole = left.wrapping_mul(right).wrapping_add(more);
    whole.checked_rem(prime).unwrap_or_default()
}

fn is_power_of_65537(number: u32, prime: u32) -> bool {
    let mut power = 1;
    // The powers return to 1 in fewer than `prime` steps.
    for _ in 1..prime {
        if power == number {
            return true;
        }
        power = product(power, product(65537, 1, 0, prime), 0, prime);
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 65537 to the power of 1234567, modulo twice the product of all primes: what the flawed library
    /// would add to a multiple of that product.
    const MARKED: [u8; 28] = [
        0x06, 0xf1, 0x4c, 0x99, 0x91, 0x01, 0x3b, 0xd9, 0x2b, 0x65, 0x95, 0x1a, 0xd9, 0xf0, 0xe6,
        0x24, 0xf8, 0x45, 0x6b, 0x84, 0xa0, 0xa0, 0xb6, 0x11, 0x3a, 0xd6, 0x47, 0x55,
    ];

    #[test]
    fn tells_powers_of_65537_from_other_numbers() {
        let powers = |prime: u32| -> Vec<u32> {
            (0..prime).filter(|it| is_power_of_65537(*it, prime)).collect()
        };
        assert_eq!(powers(5), [1, 2, 3, 4]);
        assert_eq!(powers(11), [1, 10]);
        assert_eq!(powers(37), [1, 10, 26]);
    }

    #[test]
    fn tells_a_marked_modulus_from_its_neighbours() {
        assert!(is_weak(&MARKED));
        for difference in 1..=3 {
            let mut other = MARKED;
            *other.last_mut().unwrap() ^= difference;
            assert!(!is_weak(&other));
        }
        assert!(!is_weak(&[]));
    }
}
