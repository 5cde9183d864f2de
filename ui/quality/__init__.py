"""The screen of quality: what was judged, where points are lost, whether raters agree, forms."""
