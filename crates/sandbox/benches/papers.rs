//! How long does it take to read a photographed licence, and to refuse a bomb? On one core; the goals are 300 and 5
//! milliseconds.

use divan::Bencher;
use formats::pictures::{Grey, decode, jpeg, keep, look, png, read_barcode};
use sandbox::specimens::photograph::{Conditions, photograph};
use sandbox::specimens::{Paper, holders};

fn main() {
    divan::main();
}

fn photographed(conditions: &Conditions) -> Vec<u8> {
    let holder = holders().into_iter().next().expect("the demonstration has people");
    photograph(&holder.picture(Paper::Back).expect("the first one has a licence"), conditions)
}

/// From the file's bytes to the barcode's text.
fn read(bytes: &[u8]) -> String {
    let image = decode(divan::black_box(bytes)).expect("a picture");
    read_barcode(&Grey::of(&image), || true).expect("a barcode")
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn good_photograph(bencher: Bencher) {
    let bytes = photographed(&Conditions::default());
    bencher.bench(|| read(&bytes));
}

/// Turned, blurred, in shade, under a lamp that glares, noisy, strongly compressed.
#[divan::bench(sample_count = 20, sample_size = 1)]
fn bad_photograph(bencher: Bencher) {
    let good = Conditions::default();
    let glare = (0.9, 0.25, 0.4);
    let bad =
        Conditions { turned: 7.0, tilt: 0.06, blur: 1, shade: 0.3, noise: 8, quality: 70, glare, ..good };
    let bytes = photographed(&bad);
    bencher.bench(|| read(&bytes));
}

/// Twelve million pixels, as a phone's camera stores them.
#[divan::bench(sample_count = 10, sample_size = 1)]
fn large_photograph(bencher: Bencher) {
    let bytes = photographed(&Conditions { size: (4_000, 3_000), turned: 5.0, ..Conditions::default() });
    bencher.bench(|| read(&bytes));
}

#[divan::bench(sample_count = 20, sample_size = 1)]
fn kept_picture(bencher: Bencher) {
    let image = decode(&photographed(&Conditions::default())).expect("a picture");
    bencher.bench(|| keep(divan::black_box(&image)));
}

/// A small PNG that claims 60,000 by 60,000 pixels.
#[divan::bench]
fn bomb_png(bencher: Bencher) {
    let image = decode(&photographed(&Conditions::default())).expect("a picture");
    let mut bomb = png(&image);
    bomb[16..24].copy_from_slice(&[0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60]);
    bencher.bench(|| look(divan::black_box(&bomb)).is_err());
}

/// A JPEG of the largest size of file whose frame never comes: all its segments are walked.
#[divan::bench]
fn bomb_jpeg(bencher: Bencher) {
    let image = decode(&photographed(&Conditions::default())).expect("a picture");
    let mut bomb = jpeg(&image, 80)[..2].to_vec();
    while bomb.len() < 14_900_000 {
        bomb.extend_from_slice(&[0xff, 0xe1, 0, 2]);
    }
    bencher.bench(|| look(divan::black_box(&bomb)).is_err());
}
