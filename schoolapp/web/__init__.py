"""The browser's door: views of one service call each, forms that check shapes, the gate, errors and the menu."""
