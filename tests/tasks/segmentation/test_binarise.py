"""Binarise: ink is found whole, grain and show-through are not ink."""

import numpy as np
import pytest

from tasks.segmentation.binarise import find_dark, find_ink, ink_darkness, plain_paper


def paper(noise=0.01, shape=(200, 300)):
    return np.random.default_rng(0).normal(0, noise, shape).astype(np.float32)


def test_clean_strokes_are_ink():
    dark = paper()
    dark[80:84, 50:250] += 0.6
    ink = find_ink(dark, 40, 1.0)
    assert ink.mask[81:83, 52:248].all()
    assert not ink.mask[:70].any()
    assert ink.darkness == pytest.approx(0.6, abs=0.1)


@pytest.mark.parametrize("noise", [0.0, 0.005, 0.02, 0.06])
def test_grain_is_no_ink(noise):
    assert not find_ink(paper(noise), 40, 1.0).mask.any()


@pytest.mark.parametrize("noise", [0.0, 0.06, 0.12])
def test_noise_that_darkens_all_of_the_paper_is_no_ink(noise):
    # What is paler than white is white, so that of noise only the darker half remains.
    dark = np.maximum(paper(noise, shape=(300, 400)), 0.0)
    dark[100:106, 50:350] += 0.2
    ink = find_ink(dark, 40, 1.0)
    # Of what may be ruling, grain is sorted out later, for it makes no long runs.
    for mask, most in ((ink.mask, 0.001), (find_dark(ink, 40, 1.0), 0.1)):
        assert mask[102:104, 60:340].all()
        assert mask[[*range(90), *range(116, 300)]].mean() < most


def test_faint_ink_beside_dark_ink_is_kept_but_show_through_is_not():
    dark = paper()
    dark[40:44, 20:130] += 0.6
    dark[160:164, 160:280] += 0.3
    dark[100:104, 160:280] += 0.08
    mask = find_ink(dark, 40, 1.0).mask
    assert mask[41:43, 25:125].all()
    assert mask[161:163, 165:275].all()
    assert not mask[95:110].any()


def test_a_fading_stroke_stays_whole():
    dark = paper()
    dark[100:104, 50:250] += np.linspace(0.7, 0.25, 200, dtype=np.float32)
    assert find_ink(dark, 40, 1.0).mask[101:103, 52:240].all()


def test_sensitivity_lets_fainter_ink_count():
    dark = paper(0.002)
    dark[100:104, 50:250] += 0.03
    assert not find_ink(dark, 40, 1.0).mask.any()
    assert find_ink(dark, 40, 2.5).mask[101:103, 60:240].all()


def test_ink_is_faint_where_nothing_is_darker():
    dark = paper(0.002)
    dark[100:104, 50:250] += 0.06
    assert find_ink(dark, 40, 1.0).mask[101:103, 60:240].all()
    dark[40:50, 20:130] += 0.6
    assert not find_ink(dark, 40, 1.0).mask[95:].any()


def test_noise_is_measured_beside_ink():
    dark = paper(0.03)
    dark[::12] += 0.8
    assert np.median(plain_paper(dark, 40)[1]) == pytest.approx(0.03, rel=0.35)


def test_darkness_of_nothing_is_zero():
    assert ink_darkness(np.zeros(0, np.float32)) == 0.0


def test_darkness_is_that_of_ink_not_of_dirt():
    values = np.concatenate([np.full(5000, 0.1), np.full(1000, 0.7)]).astype(np.float32)
    assert ink_darkness(values) == pytest.approx(0.7, abs=0.01)


def test_pale_ruling_over_much_of_the_page_is_dark_though_it_passes_for_noise():
    dark = paper(0.004)
    dark[::8] += 0.1
    dark[1::8] += 0.1
    dark[100:104, 50:250] += 0.6
    found = find_dark(find_ink(dark, 40, 1.0), 40, 1.0)
    assert found[::8].mean() > 0.95
    assert found[4::8].mean() < 0.2
