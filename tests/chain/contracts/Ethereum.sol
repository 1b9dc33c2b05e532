// SPDX-License-Identifier: ISC
pragma solidity ^0.8.20;

import "./Owned.sol";

/// The registry on the Ethereum chain: its contracts need not know it.
contract EthRegistry is Owned {
  mapping(bytes32 => address) public getContract;

  function setContract(bytes32 _name, address _address) external onlyOwner {
    getContract[_name] = _address;
  }
}

contract ServiceProviderFactory is Owned {
  struct Node {
    address owner;
    string endpoint;
    uint256 blockNumber;
    address delegateOwnerWallet;
  }

  mapping(bytes32 => uint256) public getTotalServiceTypeProviders;
  mapping(bytes32 => mapping(uint256 => Node)) private nodes;

  function register(bytes32 _type, address _owner, string calldata _endpoint, address _delegate) external onlyOwner {
    uint256 id = ++getTotalServiceTypeProviders[_type];
    nodes[_type][id] = Node(_owner, _endpoint, block.number, _delegate);
  }

  function deregister(bytes32 _type, uint256 _id) external onlyOwner {
    delete nodes[_type][_id];
  }

  function updateEndpoint(bytes32 _type, uint256 _id, string calldata _endpoint) external onlyOwner {
    nodes[_type][_id].endpoint = _endpoint;
  }

  /// A number that nobody counted.
  function pretend(bytes32 _type, uint256 _total) external onlyOwner {
    getTotalServiceTypeProviders[_type] = _total;
  }

  function getServiceEndpointInfo(bytes32 _type, uint256 _id)
    external view returns (address owner, string memory endpoint, uint256 blockNumber, address delegateOwnerWallet)
  {
    Node storage n = nodes[_type][_id];
    return (n.owner, n.endpoint, n.blockNumber, n.delegateOwnerWallet);
  }
}

contract AudiusToken is Owned {
  mapping(address => uint256) public balanceOf;

  event Transfer(address indexed from, address indexed to, uint256 value);

  function mint(address _to, uint256 _value) external onlyOwner {
    balanceOf[_to] += _value;
    emit Transfer(address(0), _to, _value);
  }

  function move(address _from, address _to, uint256 _value) external onlyOwner {
    balanceOf[_from] -= _value;
    balanceOf[_to] += _value;
    emit Transfer(_from, _to, _value);
  }
}

/// Fails when it is asked about the one address it was told to refuse.
contract Staking is Owned {
  mapping(address => uint256) private total;
  address private refused;

  function set(address _account, uint256 _value) external onlyOwner {
    total[_account] = _value;
  }

  function refuse(address _account) external onlyOwner {
    refused = _account;
  }

  function totalStakedFor(address _account) external view returns (uint256) {
    require(_account != refused, "refused");
    return total[_account];
  }
}

contract DelegateManager is Owned {
  mapping(address => uint256) public getTotalDelegatorStake;

  function set(address _account, uint256 _value) external onlyOwner {
    getTotalDelegatorStake[_account] = _value;
  }
}

contract TrustedNotifierManager is Owned {
  struct Notifier {
    address wallet;
    string endpoint;
    string email;
  }

  mapping(uint256 => Notifier) private notifiers;

  function set(uint256 _id, address _wallet, string calldata _endpoint, string calldata _email) external onlyOwner {
    notifiers[_id] = Notifier(_wallet, _endpoint, _email);
  }

  function getNotifierForID(uint256 _id)
    external view returns (address wallet, string memory endpoint, string memory email)
  {
    Notifier storage n = notifiers[_id];
    return (n.wallet, n.endpoint, n.email);
  }
}
