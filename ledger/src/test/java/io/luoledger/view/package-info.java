@NullMarked
package io.luoledger.view;

import org.jspecify.annotations.NullMarked;
