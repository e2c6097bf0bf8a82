@NullMarked
package io.luoledger.text;

import org.jspecify.annotations.NullMarked;
