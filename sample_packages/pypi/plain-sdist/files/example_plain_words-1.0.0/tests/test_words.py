def test_nothing() -> None:
    assert not ''
