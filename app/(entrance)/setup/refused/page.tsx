import { SetupRefused } from '#components/setup/setup-refused.tsx';

export default function Refused() {
  return <SetupRefused />;
}
