"""展示: tourism showcases, interviews and short videos of the network, shown to everybody while those in them agree."""
