//! Ten made-up curves, and what `SciPy` 1.17.1 fitted to them (`curve_fit` with the times as `sigma`,
//! within bounds; margins are its standard errors times Student's t).

use super::{Amdahl, Estimate, Universal};

struct Curve {
    points: &'static [(usize, f64)],
    amdahl: [f64; 2],
    amdahl_off: f64,
    universal: [f64; 3],
    universal_off: [f64; 2],
}

#[rustfmt::skip]
#[allow(clippy::unreadable_literal, clippy::excessive_precision)]
const CURVES: [Curve; 10] = [
          Curve { points: &[(1, 1.566442), (2, 0.81764), (4, 0.443149), (8, 0.263487)],
        amdahl: [1.558612431425091, 0.0493952650059751],  amdahl_off: 0.009192876075293637,
        universal: [1.5678941305968672, 0.038559015204341754, 0.0013265974610736342],  universal_off: [0.026007198158253197, 0.003075598613101028] },
          Curve { points: &[(1, 2.309127), (2, 1.16641), (4, 0.619081), (8, 0.344682), (16, 0.21925), (32, 0.18836)],
        amdahl: [2.1826413690323765, 0.04853556580057065],  amdahl_off: 0.019889423776099657,
        universal: [2.3042585365660546, 0.018875462013536057, 0.0010345763834446492],  universal_off: [0.0050242392189791965, 0.00016258219365601894] },
          Curve { points: &[(1, 1.504661), (2, 0.888425), (3, 0.650528), (4, 0.52846), (5, 0.478211), (6, 0.460176), (7, 0.442603), (8, 0.424381)],
        amdahl: [1.4731874195943058, 0.17289320330514762],  amdahl_off: 0.034070353277495004,
        universal: [1.5323550813180635, 0.10166017453562051, 0.009159866883965256],  universal_off: [0.05689260426161378, 0.006935289390888106] },
          Curve { points: &[(1, 0.725516), (2, 0.46262), (4, 0.341385), (8, 0.279591), (16, 0.241299)],
        amdahl: [0.7230975186008781, 0.29308135175462996],  amdahl_off: 0.01716341396234681,
        universal: [0.7230975185335898, 0.2930813518087856, 2.5882112148326156e-25],  universal_off: [0.057379958567775835, 0.003481018647158508] },
          Curve { points: &[(1, 2.859443), (2, 1.442043), (4, 0.727914), (8, 0.368402), (16, 0.202306), (32, 0.134099), (64, 0.135865)],
        amdahl: [2.6270472103357134, 0.026107732572395022],  amdahl_off: 0.01666055509607378,
        universal: [2.8761641006481, 4.8416399952882565e-05, 0.0005000712828831084],  universal_off: [0.0013740986427968325, 2.4434931927251762e-05] },
          Curve { points: &[(1, 2.118769), (2, 1.091476), (3, 0.720094), (4, 0.570793)],
        amdahl: [2.11620973052763, 0.021818297828104852],  amdahl_off: 0.039765747373883366,
        universal: [2.1265819753328183, 1.3908914851915508e-21, 0.005556117554765901],  universal_off: [0.6361470946332581, 0.15612594014196488] },
          Curve { points: &[(1, 0.842886), (2, 0.67929), (4, 0.714919), (8, 0.821603)],
        amdahl: [0.787949329376382, 0.917138596514144],  amdahl_off: 0.7840282231246266,
        universal: [0.8350873321187894, 0.5618774193368488, 0.053726162331575934],  universal_off: [1.1624540506365413, 0.15478051338241502] },
          Curve { points: &[(2, 0.353144), (4, 0.259756), (8, 0.199285), (16, 0.174907), (32, 0.172172)],
        amdahl: [0.5534441902169716, 0.27870762277494915],  amdahl_off: 0.04866040489122042,
        universal: [0.572206128103674, 0.25101075719119337, 0.0007972937536407011],  universal_off: [0.09544089426014746, 0.002316462265636736] },
          Curve { points: &[(1, 2.316636), (2, 1.243866), (4, 0.713907), (8, 0.452814), (16, 0.324071), (32, 0.258368), (64, 0.230854), (128, 0.228336)],
        amdahl: [2.2699952159278594, 0.08835982263974028],  amdahl_off: 0.006345945447219889,
        universal: [2.307706052344552, 0.0806964822749729, 8.57491510283524e-05],  universal_off: [0.0018127176072793962, 1.5966720397181842e-05] },
          Curve { points: &[(1, 0.627089), (2, 0.775277), (3, 0.949293), (4, 1.109514), (6, 1.446335), (8, 1.883351)],
        amdahl: [0.879936018550426, 0.9999999999999999],  amdahl_off: 1.4823294149803812,
        universal: [0.6283032526477829, 0.869753643972307, 0.29268307100382274],  universal_off: [0.20477987747328638, 0.03863232323163147] },
];

/// A figure this small is at its bound: `SciPy` stops just short of it.
const BOUND: f64 = 1e-12;

#[track_caller]
fn near(found: f64, expected: f64, within: f64) {
    let off = (found - expected).abs();
    assert!(
        off <= within * expected.abs().max(1e-6),
        "{found} instead of {expected}"
    );
}

/// Compares an estimate's value with the one expected, and its interval if it is not at a bound.
#[track_caller]
fn holds(found: Estimate, expected: f64, off: f64, free: bool) {
    near(
        found.value,
        expected,
        if expected < BOUND { 1.0 } else { 1e-5 },
    );
    if free {
        near(found.low.unwrap(), (expected - off).max(0.0), 1e-3);
        near(found.high.unwrap(), expected + off, 1e-3);
    }
}

#[test]
fn the_fits_are_those_of_scipy() {
    let mut at_a_bound = 0;
    for curve in &CURVES {
        let amdahl = Amdahl::of(curve.points).unwrap();
        near(amdahl.single_s, curve.amdahl[0], 1e-5);
        let free = curve.amdahl[1] + curve.amdahl_off < 1.0;
        holds(amdahl.serial, curve.amdahl[1], curve.amdahl_off, free);
        let universal = Universal::of(curve.points).unwrap();
        let [single, contention, coherency] = curve.universal;
        near(universal.single_s, single, 1e-5);
        let free = contention > BOUND && coherency > BOUND;
        at_a_bound += usize::from(!free);
        let [contention_off, coherency_off] = curve.universal_off;
        holds(universal.contention, contention, contention_off, free);
        holds(universal.coherency, coherency, coherency_off, free);
        let best = universal.best.map(|best| best.value);
        assert_eq!(best.is_some(), coherency > BOUND);
        if let Some(best) = best {
            near(best, ((1.0 - contention) / coherency).sqrt().max(1.0), 1e-4);
            // It is the best: one thread more or less takes longer.
            let time = |threads| universal.time_s(threads);
            assert!(time(best) <= time(best + 1.0) && time(best) <= time((best - 1.0).max(1.0)));
        }
    }
    assert_eq!(at_a_bound, 2);
}
