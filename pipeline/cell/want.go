package cell

// What a cell must be, for the reason of a reject, where several readers want the same.
const (
	WantText     = "a text"
	WantDigits   = "a text, not a number in a form that lost its digits"
	WantServed   = "the day of a service, from 1900-01-02 to 2100-12-31"
	WantPoint    = "a decimal point, or another delimiter between cells than the comma"
	WantMoney    = "euros with at most 2 decimals"
	WantDistance = "kilometres with at most 1 decimal, not negative"
	WantPostcode = "5 digits or letters"
)
